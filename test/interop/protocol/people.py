"""Section 2: conditions, quorums, claims, identity, member, groups, may decide, same person."""
import ast, ipaddress, operator, re
from functools import reduce
from unicodedata import normalize
from .encoding import is_number, jcs, need
from .strictest import sets_of
from .times import Moment, Unknown, in_window, weekday

ERROR = object()
ORDERS = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}
SPACE = '\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff' + ''.join(map(chr, range(0x2000, 0x200b)))
CEL = re.compile(r'''('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|!=|\bin\b|\d[.\w]*)|(&&|\|\||!|[A-Za-z_]\w*)''', re.ASCII)

def condition(source, variables):
    """`yes`, `no` or `unknown`."""
    value = value_of(source, variables)
    return {True: 'yes', False: 'no'}[value] if isinstance(value, bool) else 'unknown'

def value_of(source, variables):
    """Python parses it: `~` binds like CEL's `!`, and no name_ is a word of Python's."""
    python = CEL.sub(lambda it: it[1] or {'&&': ' and ', '||': ' or ', '!': '~'}.get(it[2], f'{it[2]}_'), source)
    known = variables | {'true': True, 'false': False, 'null': None}
    try: return evaluate(ast.parse(f'({choice(python)})', mode='eval').body, known)
    except SyntaxError: return ERROR

def choice(python):
    """`a ? b : c` outside of parentheses and texts as Python writes it."""
    depth, asked, marks = 0, 0, []
    for it in re.finditer(r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|.""", python, re.DOTALL):
        depth += (it[0] in '([') - (it[0] in ')]')
        if depth or it[0] not in ('?', ':'): continue
        asked += 1 if it[0] == '?' else -1
        marks.append((it[0], asked, it.start()))
    first = next((at for mark, _, at in marks if mark == '?'), None)
    if first is None: return python
    second = next((at for mark, open, at in marks if mark == ':' and open == 0), len(python))
    return f'({choice(python[first + 1:second])}) if ({python[:first]}) else ({choice(python[second + 1:])})'

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
        case ast.IfExp(asked, one, other):
            return of(one if of(asked) else other) if isinstance(of(asked), bool) else ERROR
        case ast.Call(ast.Name('size_'), [it]): return len(of(it)) if isinstance(of(it), (str, list, dict)) else ERROR
        case ast.Call(ast.Name('cidr_'), [address, network]): return is_in_network(of(address), of(network))
        case ast.Call(ast.Name('weekday_'), given): return asked_of_time(weekday, map(of, given))
        case ast.Call(ast.Name('inWindow_'), given): return asked_of_time(in_window, map(of, given))
        case ast.Call(ast.Attribute(text, 'endsWith_'), [end]):
            return of(text).endswith(of(end)) if isinstance(of(text), str) and isinstance(of(end), str) else ERROR
        case ast.Attribute(it, name): return of(it).get(name[:-1], ERROR) if isinstance(of(it), dict) else ERROR
    return ERROR

def is_in_network(address, network):
    base, slash, length = network.partition('/') if isinstance(network, str) else ('', '', '')
    one, first = address_of(address), address_of(base)
    if not one or not first or (first.version == 4 and ':' in base) or not re.fullmatch('0|[1-9][0-9]*', length): return ERROR
    try: return one in ipaddress.ip_network(f'{first}/{length}')
    except ValueError: return ERROR

def address_of(text):
    try: found = ipaddress.ip_address(text) if isinstance(text, str) and '%' not in text else None
    except ValueError: return None
    return getattr(found, 'ipv4_mapped', None) or found

def asked_of_time(function, given):
    try: return function(*given)
    except (TypeError, Unknown): return ERROR

def negation(value): return not value if isinstance(value, bool) else ERROR

def both(one, two):
    if one is False or two is False: return False
    return True if one is True and two is True else ERROR

def compare(one, sign, two):
    if one is ERROR or two is ERROR: return ERROR
    if isinstance(sign, ast.In): return jcs(one) in map(jcs, two) if isinstance(two, (list, dict)) else ERROR
    if type(sign) in ORDERS: return ORDERS[type(sign)](one, two) if is_number(one) and is_number(two) else ERROR
    return (jcs(one) == jcs(two)) == isinstance(sign, ast.Eq)

def quorums_of(rule, request):
    """How many people each part asks for."""
    variables = {'params': request['action']['params'], 'action': request['action'],
                 'requester': reduced(request['requester']), 'time': Moment(request['created'])}
    if 'approvers' not in rule: return []
    quorums = [quorum_of(part['quorum'], variables) for part in rule['approvers']['parts']]
    need(all(sum(them) <= 20 for them in sets_of(rule['approvers'], quorums)), 'quorum_unknown')
    return quorums

def quorum_of(quorum, variables):
    if is_number(quorum): return int(quorum)
    value = value_of(quorum, variables)
    need(type(value) is int and 1 <= value <= 20, 'quorum_unknown')
    return value

def claim_at(claims, path):
    """By its name, else by the path; ERROR where there is none."""
    if path in claims: return claims[path]
    for step in path.split('.'):
        if not isinstance(claims, dict) or step not in claims: return ERROR
        claims = claims[step]
    return claims

def issuer_of(policy, iss): return next((issuer for issuer in policy['issuers'] if issuer['issuer'] == iss), None)

def identity_of(issuer, claims):
    identity, named = {'iss': issuer['issuer']}, issuer['identity']
    for member in ('subject', 'person', 'email', 'name'):
        value = claim_at(claims, named[member]) if member in named else ERROR
        if is_number(value): value = jcs(value)
        if isinstance(value, str) and value: identity[member] = value
    need('subject' in identity, 'token_subject_missing')
    unverified = claims.get('email_verified') is False or claims.get('email_verified') == 'false'
    return identity | ({'email_unverified': True} if named.get('email') == 'email' in identity and unverified else {})

def is_member(issuer, claims): return condition(issuer.get('members', 'true'), {'claims': claims}) == 'yes'

def is_in_group(policy, name, issuer, claims, at):
    """`yes`, `no` or `unknown`."""
    group = group_named(policy, name)
    if group is None: return 'unknown'
    if 'rota' not in group: return is_in(policy, group, issuer, claims)
    turns = [least(on_duty(turn, at), is_in_turn(policy, turn, issuer, claims)) for turn in group['rota']]
    return max(turns, key=CERTAINTY.index)

CERTAINTY = 'no', 'unknown', 'yes'
def least(*truths): return min(truths, key=CERTAINTY.index)

def on_duty(turn, at):
    try: return 'yes' if in_window(Moment(at), turn['window'], turn['zone']) else 'no'
    except Unknown: return 'unknown'

def is_in_turn(policy, turn, issuer, claims):
    group = turn if 'people' in turn else group_named(policy, turn['group'])
    return 'unknown' if group is None or 'rota' in group else is_in(policy, group, issuer, claims)

def group_named(policy, name): return next((it for it in policy['groups'] if it['name'] == name), None)

def is_in(policy, group, issuer, claims):
    if 'people' in group: return is_listed(policy, group['people'], issuer, claims)
    if group['issuer'] != issuer['issuer']: return 'no'
    value = claim_at(claims, group['claim'])
    values = [value] if isinstance(value, str) else value
    known = isinstance(values, list) and all(isinstance(it, str) for it in values)
    if not known or is_elsewhere(group['claim'], claims): return 'unknown'
    return 'yes' if group['value'] in values else 'no'

def is_elsewhere(claim, claims):
    """The provider has too many groups for a token."""
    names = claims.get('_claim_names')
    if isinstance(names, dict) and (claim in names or claim.split('.')[0] in names): return True
    return claim == 'groups' and claims.get('hasgroups') in (True, 'true')

def is_listed(policy, people, issuer, claims): return is_named(policy, people, identity_of(issuer, claims))

def is_named(policy, people, who):
    if any(same_person(policy, holder(it), who) == 'same' for it in people): return 'yes'
    numbered = 'person' in (issuer_of(policy, who['iss']) or {'identity': {}})['identity']
    return 'unknown' if numbered and 'person' not in who else 'no'

def holder(account): return {'iss': account['issuer'], 'subject': account['subject'], 'person': account['subject']}

def person_facts(issuer, claims):
    groups = claim_at(claims, issuer['identity']['groups']) if 'groups' in issuer['identity'] else None
    return {**reduced(identity_of(issuer, claims)), **({} if groups is None else {'groups': groups}), 'claims': claims}

def counts_for(rule, params, action, issuer, claims, at):
    """7.2.3: whether a rule that matches counts."""
    asked = {name: action[name] for name in ('method', 'url')}
    who = {} if claims is None else person_facts(issuer, claims)
    known = {'requester': who, 'action': asked, 'params': params, 'time': Moment(at)}
    return condition(rule['when'], known)

def parts_for(policy, issuer, claims, request, approvers):
    """May decide: for which parts, by index."""
    groups = {'groups': claim_at(claims, issuer['identity'].get('groups', ''))}
    if groups['groups'] is ERROR or 'groups' not in issuer['identity']: groups = {}
    variables = {'approver': {**reduced(identity_of(issuer, claims)), **groups, 'claims': claims},
                 'requester': reduced(request['requester']), 'action': request['action'],
                 'time': Moment(request['created'])}
    def member(name): return is_in_group(policy, name, issuer, claims, request['created'])
    places = places_of(policy, identity_of(issuer, claims), request, approvers, variables)
    def inside_by(name):
        return member(name) == 'yes' or any(is_absent_in(policy, name, it, request['created']) == 'yes' for it in places)
    def fits(part):
        asked = {'groups', 'when'} & part.keys()
        inside = any(map(inside_by, part.get('groups', []))) or 'groups' not in part
        return bool(asked) and inside and condition(part.get('when', 'true'), variables) == 'yes'
    if condition(approvers.get('exclude', 'false'), variables) != 'no': return []
    if any(member(name) != 'no' for name in approvers['exclude_groups']): return []
    return [index for index, part in enumerate(approvers['parts']) if fits(part)]

def is_let_without(policy, issuer, claims, request, break_glass):
    """May break the glass: each of `who` holds of the requester."""
    groups = {'groups': claim_at(claims, issuer['identity'].get('groups', ''))}
    if groups['groups'] is ERROR or 'groups' not in issuer['identity']: groups = {}
    variables = {'requester': {**reduced(identity_of(issuer, claims)), **groups, 'claims': claims},
                 'action': request['action'], 'time': Moment(request['created'])}
    def lets(who):
        inside = any(is_in_group(policy, it, issuer, claims, request['created']) == 'yes' for it in who.get('groups', []))
        return bool(who) and (inside or 'groups' not in who) and condition(who.get('when', 'true'), variables) == 'yes'
    return all(map(lets, break_glass['who']))

def standing(policy, at): return [it for it in policy.get('delegates', []) if it['since'] <= at < it['until']]

def places_of(policy, who, request, approvers, variables):
    """The accounts in whose place somebody decides."""
    def may(account):
        known = variables | {'approver': {'iss': account['issuer']}}
        return (same_person(policy, holder(account), request['requester']) == 'different'
                and condition(approvers.get('exclude', 'false'), known) == 'no'
                and all(is_absent_in(policy, name, account, request['created']) == 'no'
                        for name in approvers['exclude_groups']))
    found = [it['from'] for it in standing(policy, request['created']) if is_named(policy, [it['to']], who) == 'yes']
    return [*filter(may, found)]

def is_absent_in(policy, name, account, at):
    """Somebody of whom only the account is known: an issuer that maps it to both members, and no claim besides."""
    known = {'issuer': account['issuer'], 'identity': {'subject': 'account', 'person': 'account'}}
    return is_in_group(policy, name, known, {'account': account['subject']}, at)

def is_delegate_of(policy, who, other, at):
    return max((least(is_named(policy, [it['to']], who), is_named(policy, [it['from']], other))
                for it in standing(policy, at)), key=CERTAINTY.index, default='no')

def share_a_place(policy, one, other, at):
    def touching(who): return [it for it in standing(policy, at) if is_named(policy, [it['from'], it['to']], who) != 'no']
    return any(same_person(policy, holder(its['from']), holder(others['from'])) != 'different'
               for its in touching(one) for others in touching(other))

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

def is_surely_same(policy, one, other):
    issuers = [issuer_of(policy, who['iss']) or {} for who in (one, other)]
    spaces = {issuer.get('person_namespace') for issuer in issuers}
    one_numbering = one['iss'] == other['iss'] or len(spaces) == 1 and None not in spaces
    if one_numbering and 'person' in one and 'person' in other: return one['person'] == other['person']
    return (one['iss'], one['subject'], 'public') == (other['iss'], other['subject'], issuers[0].get('subjects'))

def has_account(link, who):
    return any(it['issuer'] == who['iss'] and it['subject'] in (who['subject'], who.get('person')) for it in link)
