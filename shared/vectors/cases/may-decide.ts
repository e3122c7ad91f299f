import type { Approvers } from '../../src/policy/index.ts'
import type { ActionRequest, Claims, Identity } from '../../src/protocol/index.ts'
import { approverClaims, created, issuer, requester } from '../example.ts'
import { groupsPolicy } from './groups.ts'

const [exampleIssuer] = groupsPolicy.issuers
if (exampleIssuer === undefined) throw new Error('the example policy has an issuer')

const unverified: Identity = { ...requester, email_unverified: true }

/** Whose request is decided about, and where the approver signs in. */
export const example = {
  issuer: exampleIssuer,
  request: {
    requester,
    action: {
      rule: 'delete-repo',
      method: 'POST',
      url: 'https://github.example/acme/payments/settings/delete',
      headers: [],
      summary: 'Delete repository acme/payments',
      params: { owner: 'acme', repo: 'payments' },
    },
    // A Friday, 9 in Berlin.
    created,
  } satisfies Pick<ActionRequest, 'requester' | 'action' | 'created'>,
} as const

type Members = { readonly members?: string; readonly claims: Claims; readonly expected: boolean }

export const members: readonly Members[] = [
  { claims: {}, expected: true },
  { members: "claims.email.endsWith('@acme.example')", claims: { email: 'a@acme.example' }, expected: true },
  { members: "claims.email.endsWith('@acme.example')", claims: { email: 'a@acme.example.evil' }, expected: false },
  { members: "claims.email.endsWith('@acme.example')", claims: {}, expected: false },
  { members: "claims.email.endsWith('@acme.example')", claims: { email: null }, expected: false },
  { members: "claims.hd != 'evil.example'", claims: {}, expected: false },
  { members: "'staff' in claims.groups || claims.hd == 'acme.example'", claims: { groups: ['staff'] }, expected: true },
]

type Approver = {
  readonly why: string
  readonly approvers: Approvers
  readonly claims: Claims
  /** Where it is another one than the example's. */
  readonly requester?: Identity
  /** The parts that they may decide for. */
  readonly expected: readonly number[]
}

const { groups: _, ...withoutGroups } = approverClaims
const leads = "'platform-leads' in approver.groups"
const notContractors = one({ when: leads, exclude: "'contractors' in approver.groups" })
const sameDomain = one({ when: "approver.email == 'first-approver@acme.example'" })

export const approvers: readonly Approver[] = [
  { why: 'a group that may decide', approvers: one({ when: leads }), claims: approverClaims, expected: [0] },
  {
    why: 'another group',
    approvers: one({ when: leads }),
    claims: { ...approverClaims, groups: ['ops'] },
    expected: [],
  },
  {
    why: 'no claim of groups: unknown lets nobody through',
    approvers: one({ when: leads }),
    claims: withoutGroups,
    expected: [],
  },
  { why: 'nor does “not in” a group', approvers: one({ when: `!(${leads})` }), claims: withoutGroups, expected: [] },
  { why: 'not excluded', approvers: notContractors, claims: approverClaims, expected: [0] },
  {
    why: 'excluded',
    approvers: notContractors,
    claims: { ...approverClaims, groups: ['platform-leads', 'contractors'] },
    expected: [],
  },
  {
    why: 'an exclusion that is unknown excludes',
    approvers: one({ when: leads, exclude: "approver.claims.risk == 'high'" }),
    claims: approverClaims,
    expected: [],
  },
  {
    why: 'a claim of the token by its own name',
    approvers: one({ when: "approver.claims.employee_id == 'E2' && approver.person == 'E2'" }),
    claims: approverClaims,
    expected: [0],
  },
  {
    why: 'the identity’s members by theirs',
    approvers: one({ when: `approver.iss == '${issuer}' && approver.name == 'First approver'` }),
    claims: approverClaims,
    expected: [0],
  },
  {
    why: 'what the requester is',
    approvers: one({ when: "requester.person == 'E1' && approver.person != requester.person" }),
    claims: approverClaims,
    expected: [0],
  },
  {
    why: 'the requester’s groups are in no identity',
    approvers: one({ when: "'x' in requester.groups" }),
    claims: approverClaims,
    expected: [],
  },
  {
    why: 'what is asked for',
    approvers: one({ when: "action.params.owner == 'acme' && action.method == 'POST'" }),
    claims: approverClaims,
    expected: [0],
  },
  { why: 'an address of which the issuer says nothing', approvers: sameDomain, claims: approverClaims, expected: [0] },
  {
    why: 'an address that is verified',
    approvers: sameDomain,
    claims: { ...approverClaims, email_verified: true },
    expected: [0],
  },
  {
    why: 'an address that is unverified counts as absent',
    approvers: sameDomain,
    claims: { ...approverClaims, email_verified: false },
    expected: [],
  },
  {
    why: 'unverified as a text',
    approvers: sameDomain,
    claims: { ...approverClaims, email_verified: 'false' },
    expected: [],
  },
  {
    why: 'that it is unverified is no fact to speak about',
    approvers: one({ when: 'approver.email_unverified == true' }),
    claims: { ...approverClaims, email_verified: false },
    expected: [],
  },
  {
    why: 'the claim itself is there',
    approvers: one({ when: "approver.claims.email.endsWith('@acme.example')" }),
    claims: { ...approverClaims, email_verified: false },
    expected: [0],
  },
  {
    why: 'a requester’s address',
    approvers: one({ when: "requester.email.endsWith('@acme.example')" }),
    claims: approverClaims,
    expected: [0],
  },
  {
    why: 'a requester’s unverified address counts as absent',
    approvers: one({ when: "requester.email.endsWith('@acme.example')" }),
    claims: approverClaims,
    requester: unverified,
    expected: [],
  },
  {
    why: 'a number as a claim of the identity is its text',
    approvers: one({ when: "approver.person == '7' && approver.claims.employee_id == 7" }),
    claims: { ...approverClaims, employee_id: 7 },
    expected: [0],
  },
  {
    why: 'an empty text is no person',
    approvers: one({ when: "approver.person == ''" }),
    claims: { ...approverClaims, employee_id: '' },
    expected: [],
  },
  {
    why: 'in the hours of a window, when it was asked for',
    approvers: one({ when: "inWindow(time, 'Mon-Fri 09:00-18:00', 'Europe/Berlin')" }),
    claims: approverClaims,
    expected: [0],
  },
  {
    why: 'outside of them in another zone',
    approvers: one({ when: "inWindow(time, 'Mon-Fri 09:00-18:00', 'Europe/London')" }),
    claims: approverClaims,
    expected: [],
  },
  {
    why: 'a window that their token says',
    approvers: one({ when: "inWindow(time, approver.claims.shift, 'UTC')" }),
    claims: { ...approverClaims, shift: 'Fri' },
    expected: [0],
  },
  {
    why: 'what their token says is no window: unknown',
    approvers: one({ when: 'true', exclude: "inWindow(time, approver.claims.shift, 'UTC')" }),
    claims: { ...approverClaims, shift: 'Friday' },
    expected: [],
  },
  {
    why: 'a day of the week',
    approvers: one({ when: "weekday(time, 'Asia/Tokyo') == 'Fri' && weekday(time, 'UTC') in ['Fri', 'Sat']" }),
    claims: approverClaims,
    expected: [0],
  },
  {
    why: 'a zone that there is not is unknown',
    approvers: one({ when: "weekday(time, 'Europe/Atlantis') != 'Sun'" }),
    claims: approverClaims,
    expected: [],
  },
  {
    why: 'what is unknown of the time is not needed',
    approvers: one({ when: "approver.person == 'E2' || weekday(time, 'Europe/Atlantis') != 'Sun'" }),
    claims: approverClaims,
    expected: [0],
  },
  {
    why: 'a part for each group',
    approvers: all([{ groups: ['leads'] }, { groups: ['security'] }, { groups: ['security', 'leads'] }]),
    claims: approverClaims,
    expected: [0, 2],
  },
  {
    why: 'a group and a condition: both have to hold',
    approvers: all([
      { groups: ['leads'], when: "approver.person == 'E2'" },
      { groups: ['leads'], when: "approver.person == 'E3'" },
      { groups: ['security'], when: 'true' },
      { groups: ['leads'], when: "approver.claims.level == 'high'" },
    ]),
    claims: approverClaims,
    expected: [0],
  },
  {
    why: 'in one of the groups, and unknown in the other',
    approvers: all([{ groups: ['roles', 'leads'] }, { groups: ['roles'] }]),
    claims: approverClaims,
    expected: [0],
  },
  {
    why: 'excluded by a group, from all parts',
    approvers: { ...all([{ groups: ['leads'] }, { when: 'true' }]), exclude_groups: ['contractors', 'leads'] },
    claims: approverClaims,
    expected: [],
  },
  {
    why: 'in none of the groups that are excluded',
    approvers: { ...all([{ groups: ['leads'] }]), exclude_groups: ['contractors', 'partner leads'] },
    claims: approverClaims,
    expected: [0],
  },
  {
    why: 'a group of which it is not known excludes',
    approvers: { ...all([{ groups: ['leads'] }]), exclude_groups: ['roles'] },
    claims: approverClaims,
    expected: [],
  },
  {
    why: 'who is on duty when it is asked',
    approvers: all([{ groups: ['on call'] }]),
    claims: approverClaims,
    expected: [0],
  },
  {
    why: 'who is on duty is excluded',
    approvers: { ...all([{ groups: ['leads'] }]), exclude_groups: ['on call'] },
    claims: approverClaims,
    expected: [],
  },
  {
    why: 'a group that the policy does not have is unknown',
    approvers: all([{ groups: ['nobody'] }, { groups: ['leads'] }]),
    claims: approverClaims,
    expected: [1],
  },
  {
    why: 'a part that asks for nothing is nobody’s',
    approvers: all([{}, { groups: ['leads'] }]),
    claims: approverClaims,
    expected: [1],
  },
]

function one({ when, exclude }: { readonly when: string; readonly exclude?: string }): Approvers {
  return { ...all([{ when }]), ...(exclude === undefined ? {} : { exclude }) }
}

function all(parts: readonly { readonly groups?: string[]; readonly when?: string }[]): Approvers {
  return {
    parts: parts.map((part, index) => ({ name: `Part ${index}`, ...part, quorum: 1 })),
    exclude_groups: [],
    distinct_issuers: false,
  }
}
