import type { Rule } from '../../src/policy/index.ts'
import type { ActionRequest, Claims, Identity } from '../../src/protocol/index.ts'
import { approverClaims, examplePolicy, issuer, requester } from '../example.ts'

const [exampleIssuer] = examplePolicy().issuers
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
  } satisfies Pick<ActionRequest, 'requester' | 'action'>,
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
  readonly approvers: Pick<Rule['approvers'], 'when' | 'exclude'>
  readonly claims: Claims
  /** Where it is another one than the example's. */
  readonly requester?: Identity
  readonly expected: boolean
}

const { groups: _, ...withoutGroups } = approverClaims
const leads = "'platform-leads' in approver.groups"
const notContractors = { when: leads, exclude: "'contractors' in approver.groups" }
const sameDomain = { when: "approver.email == 'first-approver@acme.example'" }

export const approvers: readonly Approver[] = [
  { why: 'a group that may decide', approvers: { when: leads }, claims: approverClaims, expected: true },
  { why: 'another group', approvers: { when: leads }, claims: { ...approverClaims, groups: ['ops'] }, expected: false },
  {
    why: 'no claim of groups: unknown lets nobody through',
    approvers: { when: leads },
    claims: withoutGroups,
    expected: false,
  },
  { why: 'nor does “not in” a group', approvers: { when: `!(${leads})` }, claims: withoutGroups, expected: false },
  { why: 'not excluded', approvers: notContractors, claims: approverClaims, expected: true },
  {
    why: 'excluded',
    approvers: notContractors,
    claims: { ...approverClaims, groups: ['platform-leads', 'contractors'] },
    expected: false,
  },
  {
    why: 'an exclusion that is unknown excludes',
    approvers: { when: leads, exclude: "approver.claims.risk == 'high'" },
    claims: approverClaims,
    expected: false,
  },
  {
    why: 'a claim of the token by its own name',
    approvers: { when: "approver.claims.employee_id == 'E2' && approver.person == 'E2'" },
    claims: approverClaims,
    expected: true,
  },
  {
    why: 'the identity’s members by theirs',
    approvers: { when: `approver.iss == '${issuer}' && approver.name == 'First approver'` },
    claims: approverClaims,
    expected: true,
  },
  {
    why: 'what the requester is',
    approvers: { when: "requester.person == 'E1' && approver.person != requester.person" },
    claims: approverClaims,
    expected: true,
  },
  {
    why: 'the requester’s groups are in no identity',
    approvers: { when: "'x' in requester.groups" },
    claims: approverClaims,
    expected: false,
  },
  {
    why: 'what is asked for',
    approvers: { when: "action.params.owner == 'acme' && action.method == 'POST'" },
    claims: approverClaims,
    expected: true,
  },
  { why: 'an address of which the issuer says nothing', approvers: sameDomain, claims: approverClaims, expected: true },
  {
    why: 'an address that is verified',
    approvers: sameDomain,
    claims: { ...approverClaims, email_verified: true },
    expected: true,
  },
  {
    why: 'an address that is unverified counts as absent',
    approvers: sameDomain,
    claims: { ...approverClaims, email_verified: false },
    expected: false,
  },
  {
    why: 'unverified as a text',
    approvers: sameDomain,
    claims: { ...approverClaims, email_verified: 'false' },
    expected: false,
  },
  {
    why: 'that it is unverified is no fact to speak about',
    approvers: { when: 'approver.email_unverified == true' },
    claims: { ...approverClaims, email_verified: false },
    expected: false,
  },
  {
    why: 'the claim itself is there',
    approvers: { when: "approver.claims.email.endsWith('@acme.example')" },
    claims: { ...approverClaims, email_verified: false },
    expected: true,
  },
  {
    why: 'a requester’s address',
    approvers: { when: "requester.email.endsWith('@acme.example')" },
    claims: approverClaims,
    expected: true,
  },
  {
    why: 'a requester’s unverified address counts as absent',
    approvers: { when: "requester.email.endsWith('@acme.example')" },
    claims: approverClaims,
    requester: unverified,
    expected: false,
  },
  {
    why: 'a number as a claim of the identity is its text',
    approvers: { when: "approver.person == '7' && approver.claims.employee_id == 7" },
    claims: { ...approverClaims, employee_id: 7 },
    expected: true,
  },
  {
    why: 'an empty text is no person',
    approvers: { when: "approver.person == ''" },
    claims: { ...approverClaims, employee_id: '' },
    expected: false,
  },
]
