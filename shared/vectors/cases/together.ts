import { compilePolicy, type PolicySource, type Rule } from '../../src/policy/index.ts'
import { together } from '../../src/policy/rule-of.ts'
import { exampleSource } from '../example.ts'
import { type KeyName, publicJwk } from '../worthless-keys.ts'

type RuleSource = PolicySource['rules'][number]
type Terms = Partial<RuleSource>

const [example] = exampleSource.rules

/** A rule for each of the terms, in their order. */
const cases: readonly (readonly [why: string, ...terms: Terms[]])[] = [
  ['one alone', {}],
  [
    'severity, reason and number: the higher',
    { severity: 'high' },
    { reason: 'none' },
    { severity: 'critical', number: 'ask' },
  ],
  ['a reason that is required by the later one', { reason: 'optional' }, { reason: 'required', number: 'off' }],
  [
    'what a reason has to be like: all of it, and what both say once',
    { reason: { like: 'OPS-#', hint: 'A ticket' } },
    { reason: { required: false, like: ['*x*', '\\#*'] } },
    { reason: { like: 'OPS-#', hint: 'A ticket' } },
    { reason: 'none' },
  ],
  ['what a reason has to be like, asked for by the later one', {}, { reason: { required: false, like: '#' } }],
  ['both clocks: the shorter', { expires: 600, execute_within: 30 }, { expires: 60, execute_within: 90 }],
  [
    'what is hidden: all of it',
    { secret_headers: ['x-a'], redact: ['/a'] },
    { secret_headers: ['x-b', 'x-a'], redact: ['b'] },
  ],
  [
    'a sign-in of any age, and a young one',
    { reauth: 'session' },
    { reauth: { max_age: 90 } },
    { reauth: { max_age: 60 } },
  ],
  ['a young sign-in, and one for this action', { reauth: { max_age: 0 } }, { reauth: 'always' }],
  ['both take any', { reauth: 'session' }, { reauth: 'session' }],
  ['acr: what both take', { acr: ['a', 'b', 'c'] }, {}, { acr: ['c', 'b'] }],
  ['acr: nothing that both take', { acr: ['a'] }, { acr: ['b'] }],
  ['amr: all of it', { amr: ['pin'] }, { amr: ['hwk', 'pin'] }, {}],
  [
    'what may differ: what may by both',
    { per_load: { headers: ['x-a', 'x-b'], fields: ['/a'] } },
    { per_load: { headers: ['x-b'] } },
  ],
  ['what changes is shown where any of them asks for it', {}, { compare: true }, {}],
  ['what may differ by one alone', { per_load: { fields: ['/a'] } }, {}],
  ['the same people: as many as the one needs that needs more', leads(1), leads(3), leads(2)],
  ['the same people, by groups in another order', groups(['a', 'b'], 1), groups(['b', 'a', 'b'], 2)],
  ['other people: both', leads(2), groups(['a'], 1)],
  [
    'the same people twice, and once',
    { approvers: { all: [{ group: 'a' }, { group: 'a', name: 'again' }] } },
    groups(['a'], 2),
  ],
  [
    'the same people by another condition are others',
    { approvers: { group: 'a', when: 'approver.claims.x == 1' } },
    { approvers: { group: 'a', when: 'approver.claims.x == 2' } },
  ],
  [
    'a quorum that is an expression',
    { approvers: { group: 'a', quorum: 'size(params.id) > 3 ? 2 : 1' } },
    groups(['a'], 2),
    { approvers: { group: 'a', quorum: 'size(params.id) > 3 ? 2 : 1' } },
  ],
  [
    'who may not: whom either excludes',
    { approvers: { group: 'a', exclude: "approver.subject == 'x'", exclude_groups: ['b'] } },
    {
      approvers: { group: 'a', exclude: "approver.subject == 'y'", exclude_groups: ['c', 'b'], distinct_issuers: true },
    },
    { approvers: { group: 'a', exclude: "approver.subject == 'y'" } },
  ],
  [
    'the glass: who is let by each, as strong as both take',
    glass('a', ['x', 'y']),
    glass('b', ['y', 'z']),
    glass('a', ['y']),
  ],
  ['the glass: nothing is as strong as both take', glass('a', ['x']), glass('b', ['y'])],
  ['the glass: one has none', glass('a', ['x']), leads(1)],
  ['the glass: the later one has it', leads(1), glass('a', ['x'])],
  ['the glass, and the requester alone by a sign-in of theirs', glass('a', ['x', 'y']), confirm({ acr: ['y'] })],
  ['the requester alone by no certain sign-in, and the glass', confirm(), glass('a', ['x'])],
  ['the glass, and the requester alone by a sign-in that it does not take', confirm({ acr: ['z'] }), glass('a', ['x'])],
  ['the requester alone, twice', confirm(), confirm({ reauth: { max_age: 60 }, acr: ['phr'] })],
  ['the requester, and somebody else: somebody else, by the stronger sign-in', confirm({ acr: ['phr'] }), leads(2)],
  ['somebody else, and the requester', leads(2), confirm(), leads(1)],
  [
    'where who asks and who approves has to be: all of it',
    { seen: { requester: "cidr(seen.ip, '10.0.0.0/8')", approver: "seen.country == 'CH'" } },
    { seen: { requester: "seen.country in ['CH', 'DE'] || seen.city == 'Bern'", approver: "seen.country == 'CH'" } },
    { seen: { requester: "seen.country == 'CH'" } },
  ],
  ['where who approves has to be, by one alone', {}, { seen: { approver: "seen.country == 'CH'" } }],
  [
    'where the one has to be by the one, and the other by the other',
    { seen: { approver: "seen.country == 'CH'" } },
    { seen: { requester: "cidr(seen.ip, 'fd00::/8')" } },
  ],
  ['the same people in the same stages: once', stages(1, 2), stages(1, 2)],
  ['the same people in other stages: both, each with its own', stages(1, 2), stages(1, 1)],
  [
    'emergency keys: those that each names, as many as the one asks for',
    keys(['one', 'two', 'three'], 1, '2h'),
    keys(['three', 'two'], 2),
  ],
  ['emergency keys of one alone: none', keys(['one'], 1), {}],
  ['emergency keys: fewer in common than have to sign', keys(['one', 'two'], 2), keys(['two', 'three'], 1)],
  ['emergency keys, and the requester alone', confirm(), keys(['one'], 1), confirm()],
  [
    'where the approver says they are: as exact as any asks, in a circle of each, and why of each',
    position({ why: 'One', accuracy: 500, within: [circle('a', 48.1, 11.5), circle('b', -0.00005, -70)] }),
    {},
    position({ why: 'Two', accuracy: 50, within: [circle('c', 48.2, 11.6)] }),
    position({ why: 'One', within: [circle('c', 48.2, 11.6)] }),
  ],
  ['where the approver is, asked by the later one, and the requester alone', confirm(), {}, position({})],
  ['where the approver is: no words, no circles', position({}), position({ accuracy: 20 })],
  [
    'who may not by one alone',
    { approvers: { group: 'a', exclude: 'approver.claims.away == true' } },
    groups(['a'], 1),
  ],
]

/** together.json */
export async function togetherVectors() {
  return {
    about:
      'What rules that protect one request ask for together: see “Several rules” in the protocol. Every member of `expected` but `id`, `console`, `match` and `summary` may be of any of them.',
    cases: cases.map(([why, ...terms]) => {
      const rules = compiled(terms)
      const [first, ...others] = rules
      if (first === undefined) throw new Error(why)
      return { why, rules, expected: together(first, others) }
    }),
  }
}

function leads(quorum: number): Terms {
  return { approvers: { when: "'leads' in approver.groups", quorum } }
}

function glass(group: string, acr: string[]): Terms {
  return { break_glass: { group, acr } }
}

/** In the place of approvers. */
function confirm(terms: Terms = {}): Terms {
  return { self_confirm: true, ...terms }
}

function keys(ids: string[], quorum: number, expires: number | string = 3_600): Terms {
  return { emergency: { keys: ids, quorum, expires } }
}

function position(position: NonNullable<Terms['position']>): Terms {
  return { position }
}

function circle(name: string, latitude: number, longitude: number) {
  return { name, at: [latitude, longitude], km: 12.3456 }
}

function groups(group: string[], quorum: number): Terms {
  return { approvers: { group, quorum } }
}

function stages(one: number, other: number): Terms {
  const [first, second] = [
    { group: 'a', stage: one },
    { group: 'b', stage: other },
  ]
  return { approvers: { all: [first, second] } }
}

function compiled(terms: readonly Terms[]): readonly Rule[] {
  if (example === undefined) throw new Error('the example has a rule')
  const { acr: _, amr: __, per_load: ___, approvers, ...plain } = example
  const [issuer] = exampleSource.issuers
  const groups = Object.fromEntries(
    ['a', 'b', 'c'].map((name) => [name, { issuer: issuer?.issuer ?? '', value: name }]),
  )
  const rules = terms.map((one, index) => ({
    ...plain,
    id: `rule-${index}`,
    ...(one.self_confirm === undefined && approvers !== undefined ? { approvers } : {}),
    ...one,
  }))
  const names: readonly KeyName[] = ['emergency-first', 'emergency-second', 'emergency-third']
  const emergency_keys = ['one', 'two', 'three'].map((id, index) => ({
    id,
    name: id,
    key: { ...publicJwk(names[index] ?? 'emergency-first') },
  }))
  const result = compilePolicy({ ...exampleSource, groups, rules, emergency_keys })
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.policy.rules.filter(({ id }) => id.startsWith('rule-'))
}
