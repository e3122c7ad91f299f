"""Section 11: closed schemas, each a test of a value. A member whose name ends in _ may be absent."""
import re
from math import inf
from .encoding import Failed, is_number, unbase64url
from .people import SPACE

def text(least=0, most=inf): return lambda it: isinstance(it, str) and least <= len(it) <= most
def spelled(pattern, most=inf): return lambda it: text(0, most)(it) and bool(re.fullmatch(pattern, it))
def integer(least, most=inf): return lambda it: is_number(it) and it % 1 == 0 and least <= it <= most
def one_of(*texts): return lambda it: isinstance(it, str) and it in texts
def either(*kinds): return lambda it: any(kind(it) for kind in kinds)
def truth(it): return isinstance(it, bool)
HEADER_NAME = r'[a-z0-9!#$%&*+.^_`|~-]+'
def lower(it): return isinstance(it, str) and it == it.lower()

def several(kind, least=0, most=inf):
    return lambda it: isinstance(it, list) and least <= len(it) <= most and all(map(kind, it))

def closed(**members):
    kinds = {name.rstrip('_'): kind for name, kind in members.items()}
    needed = members.keys() & kinds.keys()
    return lambda it: (isinstance(it, dict) and needed <= it.keys() <= kinds.keys()
                       and all(kinds[name](it[name]) for name in it))

def of_bytes(size):
    def fits(it):
        try: return len(unbase64url(it)) == size
        except Failed: return False
    return fits

digest, salt, time, some = of_bytes(32), of_bytes(16), integer(0, 253_402_300_799_999), text(1)
jws = r'[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+'
id_token, statement = spelled(jws, 32_768), spelled(jws, 16_384)

identity = closed(iss=text(0, 500), subject=text(1, 500), person_=text(1, 500), email_=text(1, 500), name_=text(1, 200),
                  email_unverified_=lambda it: it is True)
header_name = spelled(HEADER_NAME)
header = either(closed(name=text(0, 200), value=text(0, 8192)), closed(name=text(0, 200), hidden=digest))
size, fields = integer(0, 2**40), several(closed(field=text(0, 200), hidden=digest), 0, 1000)
body = either(closed(kind=one_of('bytes'), digest=digest, size=size, type=text(0, 200)),
              closed(kind=one_of('form-data'), digest=digest, size=size, entries=integer(0), fields_=fields),
              closed(kind=one_of('redacted'), hidden=digest, size=size, type=text(0, 200), fields=fields,
                     shown_=closed(digest=digest, size=size)))
action = closed(rule=text(0, 63), also_=several(text(0, 63), 1, 1000), method=spelled('[A-Z]{1,20}'), url=text(0, 8192), headers=several(header, 0, 100),
                body_=body, summary=text(0, 10_000),
                params=lambda it: isinstance(it, dict) and all(map(text(0, 8192), it.values())))
context = closed(reason_=text(1, 1000), number=spelled('[1-9][0-9]'), device=text(0, 100), browser=text(0, 100),
                 page=closed(title=text(0, 300), origin=text(0, 300)), before_=closed(digest=digest, size=integer(0, 65_536)))
request = closed(id=spelled('[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'), action=action,
                 requester=identity, context=context, policy=digest, challenge=digest, created=time, expires=time,
                 execute_within=integer(1, 31_536_000))
proof = closed(id_token=id_token, salt=salt, jws=statement)
batch = closed(index=integer(0, 999), count=integer(1, 1000), path=several(digest, 0, 10))
latitude, longitude = integer(-900_000, 900_000), integer(-1_800_000, 1_800_000)
position = closed(latitude=latitude, longitude=longitude, accuracy=integer(1, 20_100_000))
evidence = closed(decision=one_of('approve'), id_token=id_token, salt=salt, reason_=text(1, 1000), batch_=batch, position_=position)
confirm = closed(decision=one_of('confirm'), id_token=id_token, salt=salt, reason_=text(1, 1000))
emergency_header = closed(alg=one_of('ES256', 'EdDSA'), typ=one_of('countersign-emergency+jwt'), kid=digest)
emergency_payload = closed(D=digest, reason=text(0, 1000))
glass = closed(decision=one_of('break-glass'), id_token=id_token, salt=salt, reason=text(1, 1000))
review = closed(id_token=id_token, salt=salt, jws=statement)
deny = closed(decision=one_of('deny'), id_token=id_token, salt=salt, jws=statement)
replacement = closed(request=request, proof=proof, body=spelled('[A-Za-z0-9_-]*', 90_000),
                     decisions=several(closed(at=time, decision=evidence), 0, 20))

capabilities = closed(auth_time_=truth, prompt_login_=truth, acr_=several(text(1, 200), 0, 50), groups_=truth,
                      iss_parameter_=truth)
issuer = closed(issuer=spelled(f'https?://[^{SPACE}?#]+'), name=text(1, 60), members_=some, person_namespace_=some,
                clients=closed(extension=text(), app=text(), approver=text()),
                identity=closed(subject=text(), person_=some, email_=some, name_=some, groups_=some),
                algorithms=several(one_of('RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'), 1),
                subjects=one_of('pairwise', 'public'), email=one_of('unique', 'unproven'),
                capabilities_=capabilities, flow_=one_of('code', 'id_token'))
patterns = several(text(0, 200), 1, 50)
match = closed(method=spelled('[A-Z]{1,20}'), url=text(), regex=text(), names=several(text()),
               no_method_override_=lambda it: it is True, mode_=one_of('relaxed'),
               size_=closed(at_least=integer(1, 2**40)),
               headers_=several(closed(name=header_name, is_=patterns), 1, 20),
               body_=closed(mode=one_of('strict', 'relaxed'),
                            json_=several(closed(pointer=spelled('(?s:/.*)', 200), is_=patterns), 1, 20),
                            form_=several(closed(field=text(1, 200), is_=patterns), 1, 20),
                            graphql_=closed(operation=one_of('query', 'mutation', 'subscription'), fields=patterns)))
account = closed(issuer=text(), subject=some)
turn = either(closed(group=text(1, 60), window=text(1, 500), zone=text(1, 60)),
              closed(people=several(account, 1, 200), window=text(1, 500), zone=text(1, 60)))
group = either(closed(name=text(1, 60), issuer=some, claim=text(1, 200), value=text(1, 200)),
               closed(name=text(1, 60), people=several(account, 1, 200)),
               closed(name=text(1, 60), rota=several(turn, 1, 50)))
key_id = spelled('[a-z0-9][a-z0-9-]{0,62}')
emergency_jwk = either(closed(kty=one_of('EC'), crv=one_of('P-256'), x=of_bytes(32), y=of_bytes(32)),
                       closed(kty=one_of('OKP'), crv=one_of('Ed25519'), x=of_bytes(32)))
emergency_key = closed(id=key_id, name=text(1, 60), key=emergency_jwk)
delegate = closed(**{'from': account}, to=account, since=integer(0), until=integer(0))
part = closed(name=text(1, 200), groups_=several(text(1, 60), 1, 20), when_=some, quorum=either(integer(1, 20), some),
              stage_=integer(2, 10))
approvers = closed(parts=several(part, 1, 10), exclude_=some, exclude_groups=several(text(1, 60), 0, 20),
                   distinct_issuers=truth)
emergency = closed(keys=several(key_id, 1, 50), quorum=integer(1, 20), expires=integer(300, 86_400))
circle = closed(name_=text(1, 60), latitude=latitude, longitude=longitude, metres=integer(50, 20_000_000))
where = closed(why_=several(text(1, 200), 1, 20), accuracy_=integer(10, 100_000),
               within_=several(several(circle, 1, 50), 1, 20))
break_glass = closed(who=several(closed(groups_=several(text(1, 60), 1, 20), when_=some), 1, 20), acr=several(some, 1))
terms = dict(console=text(1, 60), summary=text(1, 200),
              match=match,
              severity=one_of('normal', 'high', 'critical'), reason=one_of('none', 'optional', 'required'),
              reason_like_=several(closed(is_=several(text(1, 200), 1, 50), hint_=text(1, 200)), 1, 20),
              reauth=either(one_of('always', 'session'), closed(max_age=integer(0))), acr_=several(text(), 1),
              amr_=several(text(), 1), number=one_of('show', 'ask', 'off'), expires=integer(5, 86_400),
              execute_within=integer(5, 3600), secret_headers=several(lower), redact=several(text(1, 200), 0, 100),
              per_load_=closed(headers_=several(lower, 1, 50), fields_=several(text(1, 200), 1, 50)), compare_=lambda it: it is True,
              seen_=lambda it: closed(requester_=some, approver_=some)(it) and it != {})
rule = either(closed(id=spelled(r'[a-z0-9][a-z0-9-]{0,62}|policy\.replace'), approvers=approvers, break_glass_=break_glass,
                     emergency_=emergency, position_=where, **terms),
              closed(id=spelled(r'[a-z0-9][a-z0-9-]{0,62}'), self_confirm=lambda it: it is True, **terms))
policy = closed(format=one_of('countersign-policy/1'), organisation=text(1, 60), version=integer(1),
                valid_until=integer(0), ask_max_age=integer(1, 86_400), issuers=several(issuer, 1),
                links=several(several(account, 2)), groups=several(group, 0, 200),
                delegates_=several(delegate, 1, 200), emergency_keys_=several(emergency_key, 1, 50),
                rules=several(rule, 0, 1001), monitored_=several(rule, 1, 1000))
