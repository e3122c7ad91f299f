import { compilePolicy, type Policy, type PolicySource, ruleOf } from '../src/policy/index.ts'
import {
  type ActionRequest,
  type Captured,
  type Claims,
  clocksOf,
  type Digest,
  type Identity,
  makeAction,
  type RequestId,
  type Salt,
} from '../src/protocol/index.ts'

type IssuerSource = PolicySource['issuers'][number]
type RuleSource = PolicySource['rules'][number]

/** A moment in 2027, in milliseconds: when the example request is made. */
export const created = 1_800_000_000_000
export const issuer = 'https://login.acme.example'

// Made-up salts and challenge: fixed, so that everybody computes the same.
export const salt = 'AAECAwQFBgcICQoLDA0ODw' as Salt
export const otherSalt = 'Dw4NDAsKCQgHBgUEAwIBAA' as Salt
const challenge = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const id = '01a3f3c1-6c00-7abc-8def-0123456789ab' as RequestId

const exampleIssuer: IssuerSource = {
  issuer,
  name: 'Acme SSO',
  clients: { extension: 'countersign-extension', app: 'countersign-app', approver: 'countersign-approver' },
  members: "claims.email.endsWith('@acme.example')",
  identity: { subject: 'sub', person: 'employee_id', email: 'email', name: 'name', groups: 'groups' },
}

const exampleRule: RuleSource = {
  id: 'delete-repo',
  console: 'GitHub',
  match: { method: 'POST', url: 'https://github.example/:owner/:repo/settings/delete' },
  summary: 'Delete repository {owner}/{repo}',
  approvers: { when: "'platform-leads' in approver.groups" },
  secret_headers: ['x-api-key'],
}

/** A rule that hides a field of the body, whether it comes as JSON or as a form. */
const hidingRule: RuleSource = {
  id: 'change-pin',
  console: 'GitHub',
  match: { method: 'PUT', url: 'https://github.example/:owner/pin' },
  summary: 'Change the PIN of {owner}',
  approvers: { when: "'platform-leads' in approver.groups" },
  redact: ['/pin', 'pin'],
}

export const exampleSource: PolicySource = {
  organisation: 'Acme',
  version: 7,
  valid_until: '2027-12-31',
  issuers: [exampleIssuer],
  rules: [exampleRule, hidingRule],
}

/** The example policy, compiled, with some members of its issuer and its rule replaced. */
export function examplePolicy(
  change: { readonly issuer?: Partial<IssuerSource>; readonly rule?: Partial<RuleSource> } = {},
): Policy {
  const issuers = [{ ...exampleIssuer, ...change.issuer }]
  const { approvers: _, ...plain } = exampleRule
  const rule = change.rule?.self_confirm === undefined ? exampleRule : plain
  const rules = [{ ...rule, ...change.rule }, hidingRule]
  const compiled = compilePolicy({ ...exampleSource, issuers, rules })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}

export const captured: Captured = {
  method: 'post',
  url: 'https://github.example/acme/payments/settings/delete',
  headers: [
    ['X-CSRF-Token', 'c5rf'],
    ['Accept', 'text/html'],
    ['X-Api-Key', 'k3y'],
  ],
  body: { kind: 'bytes', bytes: new TextEncoder().encode('verify=acme%2Fpayments'), type: 'text/plain' },
}

export const requesterClaims: Claims = {
  sub: 'pairwise-extension-1',
  employee_id: 'E1',
  email: 'requester@acme.example',
  name: 'Requester',
}

export const approverClaims: Claims = {
  sub: 'pairwise-approver-2',
  employee_id: 'E2',
  email: 'first-approver@acme.example',
  name: 'First approver',
  groups: ['platform-leads'],
}

export const requester: Identity = {
  iss: issuer,
  subject: 'pairwise-extension-1',
  person: 'E1',
  email: 'requester@acme.example',
  name: 'Requester',
}

/** The request that a holder makes of what it captured. */
export async function exampleRequest(policy: Policy, digest: Digest, what = captured): Promise<ActionRequest> {
  const action = await makeAction(policy, salt, what)
  const rule = action === undefined ? undefined : ruleOf(policy, action)
  if (action === undefined || rule === undefined) throw new Error('the policy protects the action')
  return {
    id,
    action,
    requester,
    context: {
      reason: 'Left over from the migration',
      number: '47',
      device: 'Linux',
      browser: 'Chromium 140',
      page: { title: 'Settings', origin: 'https://github.example' },
    },
    policy: digest,
    challenge,
    ...clocksOf(rule, created),
  }
}
