"""Section 2, several rules: of each demand the strictest."""
from functools import reduce

ORDERS = {'severity': ('normal', 'high', 'critical'), 'reason': ('none', 'optional', 'required'), 'number': ('off', 'show', 'ask')}

def strictest(rules): return reduce(stricter, rules)

def stricter(one, other):
    left_out = ('acr', 'amr', 'per_load', 'reason_like', 'seen', 'break_glass', 'emergency', 'position', 'when')
    rule = {name: one[name] for name in one if name not in left_out}
    for name, order in ORDERS.items(): rule[name] = max(one[name], other[name], key=order.index)
    for name in ('expires', 'execute_within'): rule[name] = min(one[name], other[name])
    for name in ('secret_headers', 'redact'): rule[name] = union(one[name], other[name])
    rule['reauth'] = reauth(one['reauth'], other['reauth'])
    like = one.get('reason_like', [])
    like = [*like, *(it for it in other.get('reason_like', []) if it not in like)]
    if like: rule['reason_like'] = like
    rule |= deciders(one, other)
    if 'approvers' in rule: rule.pop('self_confirm', None)
    if 'amr' in one or 'amr' in other: rule['amr'] = union(one.get('amr', []), other.get('amr', []))
    if 'acr' in one or 'acr' in other:
        first, second = one.get('acr', other.get('acr')), other.get('acr', one.get('acr'))
        rule['acr'] = [it for it in first if it in second]
    if 'per_load' in one and 'per_load' in other:
        said = [it['per_load'] for it in (one, other)]
        rule['per_load'] = {name: [it for it in said[0].get(name, []) if it in said[1].get(name, [])]
                            for name in ('headers', 'fields')}
    if 'compare' in other: rule['compare'] = True
    seen = {who: joined(one, other, who) for who in ('requester', 'approver')}
    if any(seen.values()): rule['seen'] = {who: said for who, said in seen.items() if said}
    keys = emergency([it for it in (one, other) if 'approvers' in it])
    if keys: rule['emergency'] = keys
    asked = [it['position'] for it in (one, other) if 'position' in it]
    if asked: rule['position'] = reduce(position, asked)
    return rule

def position(one, other):
    both = {}
    for name in ('why', 'within'):
        said = [*one.get(name, []), *other.get(name, [])]
        if said: both[name] = [it for at, it in enumerate(said) if it not in said[:at]]
    metres = [it['accuracy'] for it in (one, other) if 'accuracy' in it]
    return both | ({'accuracy': min(metres)} if metres else {})

def emergency(asking):
    said = [it.get('emergency') for it in asking]
    if len(said) < 2: return said[0] if said else None
    if None in said: return None
    one, other = said
    keys, quorum = [it for it in one['keys'] if it in other['keys']], max(one['quorum'], other['quorum'])
    if len(keys) < quorum: return None
    return {'keys': keys, 'quorum': quorum, 'expires': min(one['expires'], other['expires'])}

def joined(one, other, who):
    said = union([it['seen'][who] for it in (one, other) if who in it.get('seen', {})], [])
    return said[0] if len(said) == 1 else ' && '.join(f'({it})' for it in said)

def union(one, other): return list(dict.fromkeys([*one, *other]))

def reauth(one, other):
    if 'always' in (one, other): return 'always'
    ages = [it['max_age'] for it in (one, other) if it != 'session']
    return {'max_age': min(ages)} if ages else 'session'

def deciders(one, other):
    asking = [it['approvers'] for it in (one, other) if 'approvers' in it]
    return {'approvers': reduce(approvers, asking), **glass(one, other)} if asking else {'self_confirm': True}

def glass(one, other):
    """Who may go without approval: whom each rule lets that asks approvers, as strong as all take."""
    asking = [it for it in (one, other) if 'approvers' in it]
    if any('break_glass' not in it for it in asking): return {}
    said = [who for it in asking for who in it['break_glass']['who']]
    who = [it for at, it in enumerate(said) if it not in said[:at]]
    taken = [it['break_glass']['acr'] for it in asking] + [it['acr'] for it in (one, other) if 'approvers' not in it and 'acr' in it]
    acr = [it for it in taken[0] if all(it in those for those in taken)]
    return {'break_glass': {'who': who, 'acr': acr}} if acr else {}

def approvers(one, other):
    sets, parts = sets_of(one, one['parts']), other['parts']
    same = next((it for it in sets if alike(it, parts)), None)
    if same is None: sets.append(parts)
    elif len(parts) == 1: same[0] = same[0] | {'quorum': larger(same[0]['quorum'], parts[0]['quorum'])}
    both = {'parts': sum(sets, []), 'exclude_groups': union(one['exclude_groups'], other['exclude_groups']),
            'distinct_issuers': one['distinct_issuers'] or other['distinct_issuers']}
    if len(sets) > 1: both['sets'] = list(map(len, sets))
    excludes = union([it['exclude'] for it in (one, other) if 'exclude' in it], [])
    if excludes: both['exclude'] = excludes[0] if len(excludes) == 1 else ' || '.join(f'({it})' for it in excludes)
    return both

def sets_of(approvers, them):
    """What there is for each part (the parts, their quorums), by the rule that asks."""
    left, sets = list(them), map(int, approvers.get('sets', [len(them)]))
    return [[left.pop(0) for _ in range(size)] for size in sets]

def alike(one, other):
    return len(one) == len(other) and all(asks(a) == asks(b) and (len(one) == 1 or a['quorum'] == b['quorum'])
                                          for a, b in zip(one, other))

def asks(part): return sorted(set(part.get('groups', []))), part.get('when'), part.get('stage', 1)

def larger(one, other):
    if type(one) is not str and type(other) is not str: return max(one, other)
    one, other = (it if type(it) is str else str(int(it)) for it in (one, other))
    return one if one == other else f'({one}) > ({other}) ? ({one}) : ({other})'
