"""Section 8: signed policy, hand-over of the key, replacement by evidence."""
from . import schema
from .action import check_body
from .encoding import digest, hash_of, jcs, need, strict_json, unbase64url
from .nonce import thumbprint
from .token import Jws, check_public_key, failing_as
from .verification import check_evidence, check_request, has_quorum

def check_policy(pinned, jws, least, now):
    """The policy's digest and the key that counts from then on."""
    with failing_as('policy_malformed'):
        jws = Jws(jws, 4_194_304)
        check_header(jws, 'countersign-policy+jws')
    key = pinned
    if jws.header.get('kid') != thumbprint(pinned):
        with failing_as('policy_handover_invalid'): key = follow(pinned, jws.header.get('handovers', []))
        need(jws.header.get('kid') == thumbprint(key), 'policy_key_mismatch')
    need(jws.is_signed_by(key), 'policy_signature_invalid')
    policy = read_policy(jws.raw)
    need(policy['version'] >= least, 'policy_rolled_back')
    need(now < policy['valid_until'], 'policy_expired')
    return hash_of(jws.raw), thumbprint(key)

def check_header(jws, kind):
    need(jws.header.get('alg') == 'ES256' and jws.header.get('typ') == kind, 'header_malformed')
    need(not {'crit', 'b64'} & jws.header.keys(), 'header_malformed')

def follow(key, handovers):
    """From the pinned key to the newest one."""
    need(isinstance(handovers, list) and len(handovers) <= 20, 'handovers_malformed')
    for handover in [Jws(text, 4096) for text in handovers]:
        if handover.header.get('kid') != thumbprint(key): continue
        check_header(handover, 'countersign-policy-key+jwt')
        check_public_key(handover.payload.get('to'))
        need(handover.is_signed_by(key), 'handover_signature_invalid')
        key = handover.payload['to']
    return key

def read_policy(raw):
    with failing_as('policy_malformed'):
        policy = strict_json(raw)
        need(schema.policy(policy) and jcs(policy).encode() == raw, 'policy_malformed')
    return policy

def check_replacement(before, keys, replacement, now):
    """The next policy's digest."""
    need(schema.replacement(replacement), 'policy_malformed')
    request = replacement['request']
    rule = check_request(before, digest(before), keys, request, replacement['proof'])
    need(rule['id'] == 'policy.replace', 'request_rule_mismatch')
    need(request['created'] < before['valid_until'], 'policy_expired')
    with failing_as('body_mismatch'):
        raw = unbase64url(replacement['body'])
        check_body(request['action'], raw)
    approvals = [check_evidence(before, keys, request, it['decision'], min(it['at'], now))
                 for it in replacement['decisions']]
    need(has_quorum(before, rule, request, approvals), 'quorum_missing')
    policy = read_policy(raw)
    need(request['action']['url'] == f"countersign:policy/{policy['version']:.0f}", 'request_summary_mismatch')
    need(policy['version'] > before['version'], 'policy_rolled_back')
    need(now < policy['valid_until'], 'policy_expired')
    return hash_of(raw)
