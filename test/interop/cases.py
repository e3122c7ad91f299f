"""How the cases of each published file are read: what each says, and what this implementation makes of it."""
from protocol import schema
from protocol.action import action_of, check_body, matched
from protocol.anchor import check_policy, check_replacement
from protocol.encoding import need, base64url, digest, jcs, strict_json, unbase64url
from protocol.nonce import approve_nonce, batch_nonce, confirm_nonce, glass_nonce, path_of, root_at, root_of, session_nonce, thumbprint
from protocol.people import (condition, value_of as value_of_expression, is_in_group, is_member, is_surely_same, issuer_of,
                             parts_for, quorums_of, same_person)
from protocol.strictest import strictest
from protocol.times import Moment
from protocol.token import check_token
from protocol.verification import (check_approver, check_before, check_break_glass, check_confirm, check_deny, check_emergency,
                                   check_emergency_release, check_emergency_request, check_evidence, check_release,
                                   check_request, check_review, check_session, counts)

def expected(it): return it['expected']

def spelling(it, file): return [base64url(bytes.fromhex(it['hex'])), unbase64url(it['text']).hex()]
def refused_text(it, file): return unbase64url(it['text']).hex()

def canonical_form(it, file):
    value = strict_json(it['json'].encode())
    return [jcs(value), digest(value)]

def accepted_json(it, file):
    strict_json(unbase64url(it['bytes']) if 'bytes' in it else built(**it['built']).encode())
    return 'accepted'

def built(before, repeated, times, after): return before + repeated * int(times) + after

def value_of(it, file): return condition(it['condition'], {'claims': file['claims']})

def lets_decide(it, file):
    request = file['request'] | {'requester': it.get('requester', file['request']['requester'])}
    return parts_for(file['policy'], file['policy']['issuers'][0], it['claims'], request, it['approvers'])

def decides(it, file):
    request = file['request'] | {'requester': it.get('requester', file['request']['requester'])}
    request |= {'created': it.get('time', request['created'])}
    issuer = issuer_of(file['policy'], it['issuer']) | {'members': 'true'}
    return check_approver(file['policy'], issuer, it['claims'], request, {'approvers': it['approvers']})['parts']

def membership(it, file):
    at = it.get('time', file['request']['created'])
    return is_in_group(file['policy'], it['group'], issuer_of(file['policy'], it['issuer']), it['claims'], at)

def in_window(it, file): return condition(f"inWindow(time, {quoted(it['windows'])}, {quoted(it['zone'])})", at(it))

def day_of_week(it, file):
    value = value_of_expression(f"weekday(time, {quoted(it['zone'])})", at(it))
    return value if isinstance(value, str) else 'unknown'

def quoted(text): return f"'{text}'"
def at(it): return {'time': Moment(it['time'])}

def quorum(it, file): return quorums_of({'approvers': {'parts': [it]}}, file['request'])

def counted(it, file):
    at = it.get('time', 0)
    found = counts(file['policy'], it, it['quorums'], it['distinct_issuers'], it['approvals'], at)
    return [found, found == sum(it['quorums'])]

def same_both_ways(it, file):
    policy = file['policies'][it['policy']]
    return [same_person(policy, it['one'], it['other']), same_person(policy, it['other'], it['one'])]

def surely_same_both_ways(it, file):
    policy = file['policies'][it['policy']]
    return [is_surely_same(policy, it['one'], it['other']), is_surely_same(policy, it['other'], it['one'])]

def action(it, file): return action_of(file['policies'][it['policy']], it['salt'], it['captured'])

def match(it, file):
    policy = file['policies'][it['policy']]
    need(schema.policy(policy), 'policy_malformed')
    rule, names, params = matched(policy, it['sent'], it.get('said', []))
    return rule and names | {'params': params}

def together(it, file): return strictest(it['rules'])

def nonces(it, file):
    reason, salt, position = it.get('reason', ''), it['salt'], it.get('position')
    return [approve_nonce(it['digest'], reason, salt, position), batch_nonce(it['digest'], reason, salt, it['count'], position),
            confirm_nonce(it['digest'], reason, salt), glass_nonce(it['digest'], reason, salt)]

def session(it, file): return [thumbprint(it['jwk']), session_nonce(thumbprint(it['jwk']), it['salt'])]

def batch(it, file):
    digests, salt, count = it['digests'], it['nonce']['salt'], len(it['digests'])
    places = [{'digest': digests[index], 'index': index, 'count': count, 'path': path_of(index, digests)}
              for index in range(count)]
    root, = {base64url(root_of(digests)), *(root_at(place['digest'], place) for place in places)}
    nonce = {'salt': salt, 'value': batch_nonce(root, '', salt, count)}
    return {'digests': digests, 'root': root, 'nonce': nonce, 'places': places}

def root(it, file): return root_at(it['digest'], it)

def verified(it, file):
    """Runs the check with its inputs by name; a text in the place of a thing is the thing's name in its table."""
    tables = {'policy': 'policies', 'before': 'policies', 'pinned': 'policy_keys', 'keys': 'keys',
              'request': 'requests', 'proof': 'proofs'}
    inputs = {name: it[name] for name in it if name not in ('why', 'check', 'expected', 'found')}
    things = {name: file[tables[name]][it[name]] for name in inputs if name in tables and isinstance(it[name], str)}
    found = getattr(Checks, it['check'])(**(inputs | things))
    return 'accepted' if found is None else ['accepted', found]

class Checks:
    """The checks of verify.json by their names, with what each finds where all is well."""
    def token(policy, keys, roles, token): check_token(token, roles, policy, keys)
    def body(request, body): check_body(request['action'], unbase64url(body))
    def before(request, read): check_before(request, unbase64url(read))
    def release(**inputs): check_release(**inputs)
    def policy(**inputs): return dict(zip(('digest', 'key'), check_policy(**inputs)))
    def replacement(**inputs): return {'digest': check_replacement(**inputs)}
    def session(**inputs): return {'identity': check_session(**inputs)}

    def request(policy, request, **inputs):
        rule = check_request(policy, digest(policy), request=request, **inputs)
        return {'digest': digest(request), 'rule': rule['id']}

    def evidence(**inputs): return decision(check_evidence(**inputs), inputs['evidence'].get('reason'))
    def confirm(**inputs): return decision(check_confirm(**inputs), inputs['confirm'].get('reason'))
    def break_glass(**inputs): return decision(check_break_glass(**inputs), inputs['glass']['reason'])
    def review(**inputs): return decision(*check_review(**inputs))
    def deny(**inputs): return decision(*check_deny(**inputs))
    def emergency(**inputs): return check_emergency(**inputs)
    def emergency_release(**inputs): check_emergency_release(**inputs)

    def emergency_request(policy, request, **inputs):
        inputs = {'proof': None} | inputs
        rule, signed_in = check_emergency_request(policy, digest(policy), request=request, **inputs)
        return {'digest': digest(request), 'rule': rule['id'], 'signed_in': signed_in}

def decision(found, reason): return found | ({} if reason is None else {'reason': reason})

FILES = {
    'action.json': {'cases': (lambda it: it['action'], action)},
    'base64url.json': {'accepted': (lambda it: [it['text'], it['hex']], spelling), 'refused': (expected, refused_text)},
    'batch.json': {'batches': (lambda it: it, batch), 'elsewhere': (lambda it: it['root'], root),
                   'refused': (expected, root)},
    'conditions.json': {'conditions': (expected, value_of), 'approvers': (expected, lets_decide),
                        'memberships': (expected, membership),
                        'quorums': (lambda it: [it['expected']] if 'expected' in it else 'quorum_unknown', quorum),
                        'members': (expected, lambda it, file: is_member(it, it['claims']))},
    'counting.json': {'cases': (lambda it: [it['counted'], it['reached']], counted)},
    'delegates.json': {'deciding': (expected, decides),
                       'counting': (lambda it: [it['counted'], it['reached']], counted)},
    'jcs.json': {'cases': (lambda it: [it['jcs'], it['digest']], canonical_form),
                 'accepted': (lambda it: 'accepted', accepted_json), 'refused': (expected, accepted_json)},
    'matching.json': {'cases': (expected, match)},
    'times.json': {'windows': (expected, in_window), 'weekdays': (expected, day_of_week)},
    'together.json': {'cases': (expected, together)},
    'nonce.json': {'cases': (lambda it: [it['approve'], it['batch'], it['confirm'], it['break_glass']], nonces),
                   'sessions': (lambda it: [it['jkt'], it['nonce']], session)},
    'same-person.json': {'pairs': (lambda it: [it['expected']] * 2, same_both_ways),
                         'sure': (lambda it: [it['expected']] * 2, surely_same_both_ways)},
    'verify.json': {'cases': (lambda it: ['accepted', it['found']] if 'found' in it else it['expected'], verified)},
}
WITHOUT_CASES = {'worthless-keys.json'}  # the key pairs that the examples are made with
