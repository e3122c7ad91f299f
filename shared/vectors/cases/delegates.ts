import type { Account, Approvers, Delegate, Part, Policy } from '../../src/policy/index.ts'
import type { ActionRequest, Approver, Claims, ErrorCode, Identity } from '../../src/protocol/index.ts'
import { created, issuer } from '../example.ts'
import { groupsPolicy } from './groups.ts'
import { example } from './may-decide.ts'

const [acme, partner, plain] = groupsPolicy.issuers
if (acme === undefined || partner === undefined || plain === undefined) throw new Error('there are three issuers')

const hour = 3_600_000
const at = (iss: string, subject: string): Account => ({ issuer: iss, subject })
const row = (from: Account, to: string, times: Partial<Delegate> = {}): Delegate => ({
  from,
  to: at(issuer, to),
  since: created - hour,
  until: created + 72 * hour,
  ...times,
})

/** E2, E5 and nine are founders, E30 is on the board; E7 has a turn on call. */
const delegates: readonly Delegate[] = [
  row(at(issuer, 'E2'), 'E3'),
  row(at(issuer, 'E5'), 'E3'),
  row(at(issuer, 'E2'), 'E4'),
  row(at(issuer, 'E5'), 'E14'),
  row(at(partner.issuer, 'E30'), 'E6'),
  row(at(plain.issuer, 'nine'), 'E15'),
  row(at(issuer, 'E7'), 'E8'),
  row(at(issuer, 'E1'), 'E9'),
  row(at(issuer, 'E99'), 'E13'),
  row(at(issuer, 'E2'), 'E11', { until: created }),
  row(at(issuer, 'E2'), 'E12', { since: created + 1 }),
  // No compiler lets it in.
  row(at(issuer, 'E3'), 'E10'),
]

const policy: Policy = {
  ...groupsPolicy,
  issuers: groupsPolicy.issuers.map((one) => (one.issuer === issuer ? { ...one, subjects: 'public' } : one)),
  groups: [
    ...groupsPolicy.groups,
    { name: 'board', people: [at(partner.issuer, 'E30')] },
    { name: 'suspended', people: [at(issuer, 'E5')] },
    { name: 'on leave', people: [at(issuer, 'E4')] },
  ],
  delegates: [...delegates],
}

type Deciding = {
  readonly why: string
  readonly approvers: Approvers
  readonly issuer: string
  readonly claims: Claims
  readonly requester?: Identity
  /** When it is asked; at the request's `created` where it is not said. */
  readonly time?: number
  readonly expected: readonly number[] | ErrorCode
}

const parts = (all: readonly Partial<Part>[], rest: Partial<Approvers> = {}): Approvers => ({
  parts: all.map((part, index) => ({ name: `Part ${index}`, quorum: 1, ...part })),
  exclude_groups: [],
  distinct_issuers: false,
  ...rest,
})
const founders = parts([{ groups: ['founders'] }])
const member = (number: string | undefined, more: Claims = {}): Claims => ({
  sub: `s-${number ?? 'nobody'}`,
  email: `${(number ?? 'nobody').toLowerCase()}@acme.example`,
  groups: [],
  ...(number === undefined ? {} : { employee_id: number }),
  ...more,
})
const by = (
  why: string,
  number: string | undefined,
  expected: Deciding['expected'],
  rest: Partial<Deciding> = {},
): Deciding => ({ why, approvers: founders, issuer, claims: member(number), ...rest, expected })
const without = (groups: string[]) => parts([{ groups: ['founders'] }], { exclude_groups: groups })
const but = (exclude: string) => parts([{ groups: ['founders'] }], { exclude })
const asker = (iss: string, person: string | undefined): Identity => ({
  iss,
  subject: `r-${person ?? 'nobody'}`,
  ...(person === undefined ? {} : { person }),
})

const no = 'approver_not_allowed'
const duty = parts([{ groups: ['founders'], when: 'approver.claims.on_duty == true' }])
const onCall = parts([{ groups: ['on call'] }])
const board = parts([{ groups: ['board'] }])
const leads = parts([{ groups: ['leads'] }])
const lead = { groups: ['platform-leads'] }

const deciding: readonly Deciding[] = [
  by('in the place of somebody listed', 'E3', [0]),
  by('in nobody’s place', 'E20', no),
  by('in the place of somebody whom no list names', 'E13', no),
  by('by an account of another issuer that shares numbers', undefined, [0], {
    issuer: partner.issuer,
    claims: { sub: 'p', staff: { number: 'E3' } },
  }),
  by('in the place of an account of another issuer', 'E6', [0], { approvers: board }),
  by('a group by claim, of which of somebody who is away nothing is known', 'E3', no, { approvers: leads }),
  by('a group by claim, their own', 'E3', [0], { approvers: leads, claims: member('E3', lead) }),
  by('their own part and that of the place', 'E3', [0, 1], {
    approvers: parts([{ groups: ['leads'] }, { groups: ['founders'] }]),
    claims: member('E3', lead),
  }),
  by('the list among several groups', 'E3', [0], { approvers: parts([{ groups: ['leads', 'founders'] }]) }),
  by('a condition is asked of their own token', 'E3', [0], {
    approvers: duty,
    claims: member('E3', { on_duty: true }),
  }),
  by('a condition that their own token does not fulfil', 'E3', no, { approvers: duty }),
  by('a part without groups', 'E3', no, { approvers: parts([{ when: "approver.person == 'E2'" }]) }),
  by('the last moment', 'E11', [0], { time: created - 1 }),
  by('over', 'E11', no),
  by('not yet', 'E12', no),
  by('the first moment', 'E12', [0], { time: created + 1 }),
  by('the delegate of a delegate', 'E10', no),
  by('in the place of somebody who is not on duty', 'E8', no, { approvers: onCall }),
  by('in the place of somebody who is', 'E8', [0], {
    approvers: onCall,
    time: Date.parse('2027-01-15T17:00:00Z'),
  }),
  by('in the place of somebody who is by a list on duty', 'E3', [0], {
    approvers: onCall,
    time: Date.parse('2027-01-17T03:30:00Z'),
  }),
  by('in the place of who asks, though they might by themselves', 'E9', 'approver_is_delegate', {
    approvers: leads,
    claims: member('E9', lead),
  }),
  by('in the place of who asks by another account', 'E3', 'approver_is_delegate', {
    requester: asker(partner.issuer, 'E5'),
  }),
  by('who asks is another’s delegate, and the other is in no list', 'E9', [0], {
    approvers: leads,
    claims: member('E9', lead),
    requester: asker(issuer, 'E3'),
  }),
  by('who asks, in another’s place', 'E3', 'approver_is_requester', { requester: asker(issuer, 'E3') }),
  by('who asks, in another’s place and by another account', 'E3', 'approver_is_requester', {
    requester: asker(partner.issuer, 'E3'),
  }),
  by('another delegate of the same person', 'E4', [0], { requester: asker(issuer, 'E3') }),
  by('the one in whose place who asks may decide', 'E2', [0], { requester: asker(issuer, 'E3') }),
  by('who asks may be the one in whose place they decide', 'E3', 'approver_identity_unproven', {
    requester: asker(issuer, undefined),
  }),
  by('who decides may be the delegate of who asks', undefined, 'approver_identity_unproven', {
    approvers: leads,
    claims: member(undefined, lead),
    requester: asker(issuer, 'E5'),
  }),
  by('in the place of somebody who cannot be told from who asks', 'E15', no),
  by('in the place of somebody who is excluded', 'E14', no, { approvers: without(['suspended']) }),
  by('in the place of two, of whom one is excluded', 'E3', [0], { approvers: without(['suspended']) }),
  by('excluded themselves', 'E4', no, { approvers: without(['on leave']) }),
  by('in the place of somebody of whom it is not known whether they are excluded', 'E3', no, {
    approvers: without(['contractors']),
  }),
  by('in the place of an account of another issuer than excludes', 'E6', [0], {
    approvers: { ...board, exclude_groups: ['contractors'] },
  }),
  by('an excluding condition over what of the one who is away is unknown', 'E3', no, {
    approvers: but('approver.claims.contractor == true'),
    claims: member('E3', { contractor: false }),
  }),
  by('an excluding condition over the issuer', 'E3', [0], {
    approvers: but("approver.iss == 'https://login.evil.example'"),
  }),
  by('an excluding condition over the issuer of the one who is away', 'E6', no, {
    approvers: { ...board, exclude: `approver.iss == '${partner.issuer}'` },
  }),
]

type Counting = {
  readonly why: string
  readonly quorums: readonly number[]
  readonly sets?: readonly number[]
  readonly distinct_issuers: boolean
  readonly approvals: readonly Approver[]
  readonly time: number
  readonly counted: number
  readonly reached: boolean
}

const staff = (person: string, ...for_: readonly number[]): Approver => ({
  approver: { iss: issuer, subject: `s-${person}`, person },
  parts: for_,
})
const guest = (person: string, ...for_: readonly number[]): Approver => ({
  approver: { iss: partner.issuer, subject: `p-${person}`, person },
  parts: for_,
})
const unnumbered = (subject: string, ...for_: readonly number[]): Approver => ({
  approver: { iss: issuer, subject },
  parts: for_,
})
const count = (
  why: string,
  quorums: readonly number[],
  approvals: readonly Approver[],
  counted: number,
  rest: Partial<Counting> = {},
): Counting => ({
  why,
  quorums,
  distinct_issuers: false,
  approvals,
  time: created,
  counted,
  reached: counted === quorums.reduce((sum, quorum) => sum + quorum, 0),
  ...rest,
})

const counting: readonly Counting[] = [
  count('a delegate where one is needed', [1], [staff('E3', 0)], 1),
  count('somebody and their delegate', [2], [staff('E2', 0), staff('E3', 0)], 1),
  count('a delegate and who is represented, the other way round', [2], [staff('E3', 0), staff('E2', 0)], 1),
  count('somebody by another account, and their delegate', [2], [guest('E2', 0), staff('E3', 0)], 1),
  count('somebody, and their delegate by another account', [2], [staff('E2', 0), guest('E3', 0)], 1),
  count('each for another part', [1, 1], [staff('E2', 0), staff('E3', 1)], 1),
  count('two delegates of one person', [2], [staff('E3', 0), staff('E4', 0)], 1),
  count('two who share one of two people', [2], [staff('E3', 0), staff('E14', 0)], 1),
  count('delegates of two people', [2], [staff('E4', 0), staff('E14', 0)], 2),
  count('two people who have one delegate', [2], [staff('E2', 0), staff('E5', 0)], 2),
  count('the same, and the delegate', [3], [staff('E2', 0), staff('E3', 0), staff('E5', 0)], 2),
  count('before the delegate could be one', [2], [staff('E2', 0), staff('E3', 0)], 2, {
    time: created - hour - 1,
  }),
  count('when it is over', [2], [staff('E2', 0), staff('E3', 0)], 2, { time: created + 72 * hour }),
  count('one who was the delegate once', [2], [staff('E2', 0), staff('E11', 0)], 2),
  count('a delegate of the delegate', [2], [staff('E2', 0), staff('E10', 0)], 2),
  count('one who may be the delegate', [2], [staff('E2', 0), unnumbered('x', 0)], 1),
  count('one who may be anybody, and somebody without a delegate', [2], [staff('E20', 0), unnumbered('x', 0)], 2),
  count('a delegate for two rules', [1, 1], [staff('E3', 0, 1)], 2, { sets: [1, 1] }),
]

/** delegates.json */
export async function delegateVectors() {
  return {
    about:
      'Section 2, Delegates: `deciding`: for which parts of a rule’s approvers the one with these claims of that issuer may decide about that request under `policy`, or by which code of 7.3.6 they may not. `counting`: as in counting.json, of a request made at `time`.',
    policy,
    request: example.request satisfies Pick<ActionRequest, 'requester' | 'action' | 'created'>,
    deciding,
    counting,
  }
}
