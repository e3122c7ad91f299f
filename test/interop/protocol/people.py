"""Section 2: conditions, identity, member, may decide, same person."""
import ast, re
from functools import reduce
from unicodedata import normalize
from .encoding import is_number, jcs, need

ERROR = object()
SPACE = '\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff' + ''.join(map(chr, range(0x2000, 0x200b)))
CEL = re.compile(r'''('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|!=|\bin\b|\d[.\w]*)|(&&|\|\||!|[A-Za-z_]\w*)''', re.ASCII)

def condition(source, variables):
    """`yes`, `no` or `unknown`. Python parses it: `~` binds like CEL's `!`, and no name_ is a word of Python's."""
    python = CEL.sub(lambda it: it[1] or {'&&': ' and ', '||': ' or ', '!': '~'}.get(it[2], f'{it[2]}_'), source)
    known = variables | {'true': True, 'false': False, 'null': None}
    try: value = evaluate(ast.parse(f'({python})', mode='eval').body, known)
    except SyntaxError: return 'unknown'
    return {True: 'yes', False: 'no'}[value] if isinstance(value, bool) else 'unknown'

def evaluate(node, variables):
    def of(inner): return evaluate(inner, variables)
    match node:
        case ast.Constant(value): return value
        case ast.Name(name): return variables.get(name[:-1], ERROR)
        case ast.List(items): return ERROR if ERROR in (values := [*map(of, items)]) else values
        case ast.UnaryOp(ast.Invert(), inner): return negation(of(inner))
        case ast.BoolOp(ast.And(), inner): return reduce(both, map(of, inner))
        case ast.BoolOp(ast.Or(), inner): return negation(reduce(both, (negation(of(it)) for it in inner)))
        case ast.Compare(one, operators, others):
            return reduce(lambda one, two: compare(one, two[0], of(two[1])), zip(operators, others), of(one))
        case ast.Call(ast.Attribute(text, 'endsWith_'), [end]):
            return of(text).endswith(of(end)) if isinstance(of(text), str) and isinstance(of(end), str) else ERROR
        case ast.Attribute(it, name): return of(it).get(name[:-1], ERROR) if isinstance(of(it), dict) else ERROR
    return ERROR

def negation(value): return not value if isinstance(value, bool) else ERROR

def both(one, two):
    if one is False or two is False: return False
    return True if one is True and two is True else ERROR

def compare(one, operator, two):
    if one is ERROR or two is ERROR: return ERROR
    if isinstance(operator, ast.In): return jcs(one) in map(jcs, two) if isinstance(two, (list, dict)) else ERROR
    return (jcs(one) == jcs(two)) == isinstance(operator, ast.Eq)

def issuer_of(policy, iss): return next((issuer for issuer in policy['issuers'] if issuer['issuer'] == iss), None)

def identity_of(issuer, claims):
    identity, named = {'iss': issuer['issuer']}, issuer['identity']
    for member in ('subject', 'person', 'email', 'name'):
        value = claims.get(named.get(member))
        if is_number(value): value = jcs(value)
        if isinstance(value, str) and value: identity[member] = value
    need('subject' in identity, 'token_subject_missing')
    unverified = claims.get('email_verified') is False or claims.get('email_verified') == 'false'
    return identity | ({'email_unverified': True} if named.get('email') == 'email' in identity and unverified else {})

def is_member(issuer, claims): return condition(issuer.get('members', 'true'), {'claims': claims}) == 'yes'

def may_decide(issuer, claims, request, approvers):
    groups = {'groups': claims[name] for name in [issuer['identity'].get('groups')] if name in claims}
    variables = {'approver': {**reduced(identity_of(issuer, claims)), **groups, 'claims': claims},
                 'requester': reduced(request['requester']), 'action': request['action']}
    excluded = condition(approvers.get('exclude', 'false'), variables)
    return condition(approvers['when'], variables) == 'yes' and excluded == 'no'

def reduced(identity):
    hidden = ('email', 'email_unverified') if 'email_unverified' in identity else ()
    return {member: identity[member] for member in identity if member not in hidden}

def same_person(policy, one, other):
    """`same`, `different` or `unproven`."""
    def equal(member): return member in one and one[member] == other.get(member)
    issuers = [issuer_of(policy, who['iss']) or {} for who in (one, other)]
    spaces = {issuer.get('person_namespace') for issuer in issuers}
    emails = [normalize('NFKC', who['email']).strip(SPACE).lower() for who in (one, other) if 'email' in who]
    numbered = equal('iss') or len(spaces) == 1 and None not in spaces  # so `person` is of one numbering
    if equal('iss') and equal('subject') or numbered and equal('person'): return 'same'
    if len(emails) == 2 and emails[0] == emails[1]: return 'same'
    if any(all(has_account(link, who) for who in (one, other)) for link in policy['links']): return 'same'
    verified = len(emails) == 2 and 'email_unverified' not in one and 'email_unverified' not in other
    apart = issuers[0].get('subjects') == 'public' or issuers[0].get('email') == 'unique' and verified
    return 'different' if numbered and 'person' in one and 'person' in other or equal('iss') and apart else 'unproven'

def has_account(link, who):
    return any(it['issuer'] == who['iss'] and it['subject'] in (who['subject'], who.get('person')) for it in link)
