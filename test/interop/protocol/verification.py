"""Sections 7.2 to 7.4 and 10: request, evidence, deny, release, session."""
from . import schema
from .action import canonical, check_body, is_secret, matched, summary_of
from .encoding import Failed, code_units, digest, hash_of, is_number, need, strict_json, unbase64url
from .matching import reason_like
from .nonce import approve_nonce, batch_nonce, confirm_nonce, glass_nonce, root_at, session_nonce, thumbprint
from .position import asked_position, check_position
from .people import (SPACE, counts_for, identity_of, is_let_without, is_delegate_of, is_member, is_surely_same, parts_for, quorums_of, same_person,
                     share_a_place)
from .strictest import sets_of, strictest
from .token import Jws, check_statement, check_token, failing_as

def named_rule(policy, request):
    names = [request['action']['rule'], *request['action'].get('also', [])]
    return strictest([next(it for it in policy['rules'] if it['id'] == name) for name in names])

def check_request(policy, policy_digest, keys, request, proof, body=None):
    """7.2: the rule."""
    rule = check_unproven(policy, policy_digest, request, body)
    oldest = request['created'] - 1000 * policy['ask_max_age'] - 300_000
    check_proof(policy, keys, request, proof, oldest, body)
    return rule

def check_emergency_request(policy, policy_digest, keys, request, proof):
    """7.5: the rule, and when who asks signed in."""
    rule = check_unproven(policy, policy_digest, request)
    return rule, check_proof(policy, keys, request, proof)

def check_unproven(policy, policy_digest, request, body=None):
    """7.2.1 to 7.2.9"""
    need(schema.request(request), 'request_malformed')
    action = request['action']
    need(request['policy'] == policy_digest, 'request_policy_mismatch')
    if body is not None: check_body(action, unbase64url(body))
    need(action['url'] == canonical(action['url']), 'request_malformed')
    named = {name: action[name] for name in ('rule', 'also') if name in action}
    said = [named['rule'], *named.get('also', [])]
    rule, names, params = matched(policy, sent_of(action, body), said, lambda it, _: it['id'] not in said)
    need(rule and names == named, 'request_rule_mismatch')
    names = [header['name'] for header in action['headers']]
    need(all(map(schema.lower, names)) and names == sorted(names, key=code_units), 'request_malformed')
    need(all(is_secret(rule, it['name']) == ('hidden' in it) for it in action['headers']), 'request_malformed')
    shown = action.get('body', {'fields': []} if rule['redact'] else {})
    need(('fields' in shown) == bool(rule['redact']), 'request_malformed')
    need(all(it['field'] in rule['redact'] for it in shown.get('fields', [])), 'request_malformed')
    need(params == action['params'] and action['summary'] == summary_of(rule, params), 'request_summary_mismatch')
    clocks = request['created'] + 1000 * rule['expires'], rule['execute_within']
    need((request['expires'], request['execute_within']) == clocks, 'request_clock_mismatch')
    quorums_of(rule, request)
    reason = request['context'].get('reason')
    need(rule['reason'] != 'required' or reason is not None, 'request_reason_missing')
    need(reason is None or all(reason_like(it, reason) for it in rule.get('reason_like', [])), 'request_reason_mismatch')
    need('before' not in request['context'] or 'compare' in rule, 'request_malformed')
    return rule

def check_before(request, raw):
    said = request['context'].get('before', {})
    need((said.get('size'), said.get('digest')) == (len(raw), hash_of(raw)), 'before_mismatch')
    try: strict_json(raw)
    except Failed: need(False, 'before_mismatch')

def check_proof(policy, keys, request, proof, oldest=float('-inf'), body=None):
    """7.2.10 to 7.2.15: when the sign-in was."""
    need(schema.proof(proof), 'proof_malformed')
    statement, key = check_statement(proof['jws'], 'ask', 'proof')
    issuer, claims = check_token(proof['id_token'], ['extension', 'app'], policy, keys)
    need(statement.get('D') == digest(request), 'proof_digest_mismatch')
    need(claims.get('nonce') == session_nonce(thumbprint(key), proof['salt']), 'proof_nonce_mismatch')
    iat, created = claims['iat'] * 1000, request['created']
    need(iat >= oldest, 'proof_token_too_old')
    need(iat <= created + 60_000, 'proof_token_from_future')
    need(is_member(issuer, claims), 'not_a_member')
    need(identity_of(issuer, claims) == request['requester'], 'request_requester_mismatch')
    action = request['action']
    said = [action['rule'], *action.get('also', [])]
    young = iat >= created - 1000 * policy['ask_max_age'] - 300_000
    def left(it, params):
        return it['id'] not in said and counts_for(it, params, action, issuer, claims if young else None, created) == 'no'
    names = matched(policy, sent_of(action, body), said, left)[1]
    need(names == {name: action[name] for name in ('rule', 'also') if name in action}, 'request_rule_mismatch')
    return iat

def sent_of(action, raw):
    """What of an action its verifier sees."""
    said = action.get('body')
    if said is None: body = {'kind': 'none'}
    elif said['kind'] == 'bytes' and raw is not None: body = {'kind': 'bytes', 'bytes': raw, 'type': said['type']}
    else: body = {'kind': 'unseen', 'size': said['size'], 'type': said.get('type', 'multipart/form-data')}
    headers = [(it['name'], it.get('value')) for it in action['headers']]
    return {'method': action['method'], 'url': action['url'], 'headers': headers, 'body': body}

def check_evidence(policy, keys, request, evidence, seen):
    """7.3: the approver and the parts."""
    need(schema.evidence(evidence), 'evidence_malformed')
    rule, reason, batch = named_rule(policy, request), evidence.get('reason', ''), evidence.get('batch')
    need('approvers' in rule, 'decision_not_asked')
    asked, position = asked_position(rule), evidence.get('position')
    need(asked is None or position is not None, 'position_missing')
    need(asked is not None or position is None, 'position_unasked')
    def nonce():
        if not batch: return approve_nonce(digest(request), reason, evidence['salt'], position)
        return batch_nonce(root_at(digest(request), batch), reason, evidence['salt'], batch['count'], position)
    issuer, claims = check_fresh(policy, keys, request, rule, evidence['id_token'], nonce, seen)
    if asked is not None: check_position(asked, position)
    found = check_approver(policy, issuer, claims, request, rule)
    return found | ({} if position is None else {'position': position})

def check_confirm(policy, keys, request, confirm, seen):
    """7.3, confirm: the requester."""
    need(schema.confirm(confirm), 'evidence_malformed')
    rule = named_rule(policy, request)
    need('self_confirm' in rule, 'decision_not_asked')
    def nonce(): return confirm_nonce(digest(request), confirm.get('reason', ''), confirm['salt'])
    return check_requester(policy, *check_fresh(policy, keys, request, rule, confirm['id_token'], nonce, seen), request)

def check_break_glass(policy, keys, request, glass, seen):
    """7.3, break-glass: the requester."""
    need(schema.glass(glass), 'evidence_malformed')
    rule = named_rule(policy, request)
    need('break_glass' in rule and rule['id'] != 'policy.replace', 'decision_not_asked')
    need(len(glass['reason'].strip(SPACE)) >= 10, 'glass_reason_too_short')
    def nonce(): return glass_nonce(digest(request), glass['reason'], glass['salt'])
    terms = rule | {'reauth': 'always', 'acr': rule['break_glass']['acr']}
    issuer, claims = check_fresh(policy, keys, request, terms, glass['id_token'], nonce, seen)
    found = check_requester(policy, issuer, claims, request)
    need(is_let_without(policy, issuer, claims, request, rule['break_glass']), 'glass_not_allowed')
    return found

def check_fresh(policy, keys, request, rule, id_token, nonce, seen):
    """7.3.1 to 7.3.5"""
    issuer, claims = check_token(id_token, ['approver'], policy, keys)
    need(claims.get('nonce') == nonce(), 'evidence_nonce_mismatch')
    iat = claims['iat']
    need(iat * 1000 <= request['expires'], 'evidence_too_late')
    need(iat * 1000 <= seen + 60_000, 'evidence_from_future')
    need(is_number(claims.get('exp')) and claims['exp'] * 1000 > seen, 'token_expired')
    check_sign_in(rule, claims, request['created'] / 1000 - 30)
    return issuer, claims

def check_sign_in(rule, claims, asked):
    """7.3.4, 7.3.5"""
    if rule['reauth'] != 'session':
        time = claims.get('auth_time')
        need(is_number(time) and time > 0, 'auth_time_unknown')
        always = rule['reauth'] == 'always'
        need(time >= (asked if always else max(asked, claims['iat']) - rule['reauth']['max_age']), 'auth_too_old')
    need('acr' not in rule or claims.get('acr') in rule['acr'], 'acr_insufficient')
    amr = claims.get('amr') if isinstance(claims.get('amr'), list) else []
    need(all(method in amr for method in rule.get('amr', [])), 'amr_insufficient')

def check_approver(policy, issuer, claims, request, rule):
    """7.3.6"""
    approver = identity_of(issuer, claims)
    need(is_member(issuer, claims), 'not_a_member')
    same = same_person(policy, approver, request['requester'])
    need(same != 'same', 'approver_is_requester')
    need(same == 'different', 'approver_identity_unproven')
    standing_in = is_delegate_of(policy, approver, request['requester'], request['created'])
    need(standing_in != 'yes', 'approver_is_delegate')
    need(standing_in == 'no', 'approver_identity_unproven')
    parts = parts_for(policy, issuer, claims, request, rule['approvers'])
    need(parts, 'approver_not_allowed')
    return {'approver': approver, 'parts': parts}

def check_requester(policy, issuer, claims, request):
    """7.3.6 where the requester decides"""
    requester = identity_of(issuer, claims)
    need(is_member(issuer, claims), 'not_a_member')
    if is_surely_same(policy, request['requester'], requester): return {'requester': requester}
    different = same_person(policy, request['requester'], requester) == 'different'
    need(False, 'requester_is_another' if different else 'requester_identity_unproven')

def check_deny(policy, keys, request, deny):
    """7.3, deny: the approver with the parts, and the reason."""
    need(schema.deny(deny), 'deny_malformed')
    statement, key = check_statement(deny['jws'], 'deny', 'deny')
    issuer, claims = check_token(deny['id_token'], ['app'], policy, keys)
    need(statement.get('D') == digest(request), 'deny_digest_mismatch')
    need(claims.get('nonce') == session_nonce(thumbprint(key), deny['salt']), 'session_nonce_mismatch')
    need(schema.text(0, 1000)(statement.get('reason', '')), 'deny_malformed')
    rule = named_rule(policy, request)
    if 'self_confirm' in rule: return check_requester(policy, issuer, claims, request), statement.get('reason')
    return check_approver(policy, issuer, claims, request, rule), statement.get('reason')

def check_review(policy, keys, request, review):
    """7.3, review: who reviewed, and the reason."""
    need(schema.review(review), 'review_malformed')
    statement, key = check_statement(review['jws'], 'review', 'review')
    issuer, claims = check_token(review['id_token'], ['app'], policy, keys)
    need(statement.get('D') == digest(request), 'review_digest_mismatch')
    need(claims.get('nonce') == session_nonce(thumbprint(key), review['salt']), 'session_nonce_mismatch')
    need(schema.text(0, 1000)(statement.get('reason', '')), 'review_malformed')
    found = check_approver(policy, issuer, claims, request, named_rule(policy, request))
    return {'reviewer': found['approver']}, statement.get('reason')

def has_quorum(policy, rule, request, approvals):
    if 'approvers' not in rule: return False
    quorums, approvers = quorums_of(rule, request), rule['approvers']
    found = counts(policy, approvers, quorums, approvers['distinct_issuers'], approvals, request['created'])
    return found == sum(quorums)

def counts(policy, approvers, quorums, distinct_issuers, approvals, at):
    """The same for each set of parts, together."""
    found, first = 0, 0
    for sizes in sets_of(approvers, quorums):
        fitting = [it | {'parts': [part - first for part in it['parts'] if first <= part < first + len(sizes)]} for it in approvals]
        found, first = found + count(policy, sizes, distinct_issuers, fitting, at), first + len(sizes)
    return found

def count(policy, quorums, distinct_issuers, approvals, at):
    """How many places of all parts are filled at best: each approval takes one that it fits, or none."""
    def apart(one, other):
        if distinct_issuers and one['iss'] == other['iss'] or share_a_place(policy, one, other, at): return False
        return same_person(policy, one, other) == 'different'
    def filled(chosen, free, left):
        if not left or not sum(free): return len(chosen)
        approver, best = left[0]['approver'], 0
        if all(apart(one, approver) for one in chosen):
            for part in {int(part) for part in left[0]['parts'] if free[int(part)]}:
                taken = [size - (index == part) for index, size in enumerate(free)]
                best = max(best, filled([*chosen, approver], taken, left[1:]))
                if best == min(len(chosen) + len(left), len(chosen) + sum(free)): return best
        return max(best, filled(chosen, free, left[1:]))
    return filled([], [int(size) for size in quorums], approvals)

def check_release(policy, request, made_under, me, approvals, denied, quorum_at, now, confirmed=False, broken=False):
    """7.4"""
    rule = named_rule(policy, request)
    need(not denied, 'request_denied')
    if 'self_confirm' in rule: need(confirmed, 'confirm_missing')
    else:
        without = broken and 'break_glass' in rule and rule['id'] != 'policy.replace'
        need(has_quorum(policy, rule, request, approvals) or without, 'quorum_missing')
    need(request['requester'] == me, 'request_requester_mismatch')
    need({'policy': request['policy'], 'rule': request['action']['rule']} == made_under, 'request_policy_mismatch')
    need(now < policy['valid_until'], 'policy_expired')
    need(now <= request['expires'], 'release_expired')
    need(now <= quorum_at + 1000 * request['execute_within'], 'release_window_over')

def emergency_of(rule):
    need('emergency' in rule and 'approvers' in rule and rule['id'] != 'policy.replace', 'emergency_not_allowed')
    return rule['emergency']

def check_emergency(policy, request, statement):
    """7.5: the key, its thumbprint, the reason."""
    named = emergency_of(named_rule(policy, request))['keys']
    with failing_as('emergency_malformed'):
        need(schema.statement(statement), 'text')
        jws = Jws(statement)
        need(schema.emergency_header(jws.header) and schema.emergency_payload(jws.payload), 'shape')
    keys = {thumbprint(it['key']): it for it in policy.get('emergency_keys', []) if it['id'] in named}
    kid, reason = jws.header['kid'], jws.payload['reason']
    need(kid in keys, 'emergency_key_unknown')
    key = keys[kid]['key']
    need(jws.header['alg'] == {'EC': 'ES256', 'OKP': 'EdDSA'}[key['kty']], 'emergency_malformed')
    need(jws.is_signed_by(key), 'emergency_signature_invalid')
    need(jws.payload['D'] == digest(request), 'emergency_digest_mismatch')
    need(len(reason.strip(SPACE)) >= 10, 'emergency_reason_missing')
    return {'thumbprint': kid, 'reason': reason, 'key': keys[kid]['id']}

def check_emergency_release(policy, request, made_under, me, statements, denied, quorum_at, now):
    """7.5"""
    rule = named_rule(policy, request)
    need(not denied, 'request_denied')
    emergency = emergency_of(rule)
    need(len({it['thumbprint'] for it in statements}) >= emergency['quorum'], 'emergency_missing')
    need(request['requester'] == me, 'request_requester_mismatch')
    need({'policy': request['policy'], 'rule': request['action']['rule']} == made_under, 'request_policy_mismatch')
    need(now < policy['valid_until'], 'policy_expired')
    need(now <= request['created'] + 1000 * emergency['expires'], 'emergency_expired')
    need(now <= quorum_at + 1000 * request['execute_within'], 'release_window_over')

def check_session(policy, keys, role, id_token, salt, jkt, now):
    """10: the identity."""
    issuer, claims = check_token(id_token, [role], policy, keys)
    need(claims.get('nonce') == session_nonce(jkt, salt), 'session_nonce_mismatch')
    need(is_number(claims.get('exp')) and claims['exp'] * 1000 > now, 'token_expired')
    need(claims['iat'] * 1000 >= now - 1000 * policy['ask_max_age'] - 300_000, 'session_token_too_old')
    need(is_member(issuer, claims), 'not_a_member')
    return identity_of(issuer, claims)
