import { compilePolicy, type Policy, type PolicySource } from '../../src/policy/index.ts'
import { created, exampleSource, issuer } from '../example.ts'
import { guests, partner } from './cast.ts'

type IssuerSource = PolicySource['issuers'][number]
type RuleSource = PolicySource['rules'][number]

const [acme] = exampleSource.issuers
const [deleteRepo, changePin] = exampleSource.rules
if (acme === undefined || deleteRepo === undefined || changePin === undefined) throw new Error('the example has them')

const repoUrl = 'https://github.example/:owner/:repo/settings'
const clients = acme.clients

const issuers: readonly IssuerSource[] = [
  { ...acme, person_namespace: 'staff' },
  {
    issuer: partner,
    clients,
    identity: { subject: 'sub', person: 'staff_id', email: 'email', groups: 'groups' },
    members: "'partners' in claims.groups",
    algorithms: ['EdDSA'],
    person_namespace: 'staff',
  },
  {
    issuer: guests,
    clients,
    identity: { subject: 'sub', email: 'email', groups: 'roles' },
    members: "claims.email.endsWith('.example')",
    email: 'unique',
  },
]

const leads = { group: ['acme leads', 'partner leads', 'guest leads'] }
const leading = { ...deleteRepo, approvers: leads }

/** One issuer’s groups are not another’s, so each of the leads is a group of its own. */
const groups: PolicySource['groups'] = {
  'acme leads': { issuer, value: 'platform-leads' },
  'partner leads': { issuer: partner, value: 'platform-leads' },
  'guest leads': { issuer: guests, value: 'platform-leads' },
  security: { people: ['E2', 'E3', 'E4'].map((subject) => ({ issuer, subject })) },
  suspended: { issuer, claim: 'account.flags', value: 'suspended' },
}

const rules: readonly RuleSource[] = [
  leading,
  { ...changePin, approvers: leads },
  {
    ...leading,
    id: 'transfer-repo',
    match: { method: 'POST', url: `${repoUrl}/transfer` },
    summary: 'Transfer repository {owner}/{repo}',
    reason: 'required',
    reauth: { max_age: 300 },
    acr: ['phrh', 'phr'],
    amr: ['hwk', 'pin'],
  },
  {
    ...leading,
    id: 'archive-repo',
    match: { method: 'POST', url: `${repoUrl}/archive` },
    summary: 'Archive repository {owner}/{repo}',
    reauth: 'session',
    approvers: { ...leads, exclude: 'approver.claims.contractor == true', quorum: 2 },
  },
  {
    ...leading,
    id: 'lock-repo',
    match: { method: 'POST', url: `${repoUrl}/lock` },
    summary: 'Lock repository {owner}/{repo}',
    reauth: 'session',
    approvers: {
      all: [
        { name: 'Leads', ...leads, quorum: 'size(params.repo) > 3 ? 2 : 1' },
        { group: 'security', when: 'approver.claims.on_duty == true' },
      ],
      exclude_groups: ['suspended'],
    },
  },
  {
    ...leading,
    id: 'merge-repo',
    match: { method: 'POST', url: `${repoUrl}/merge` },
    summary: 'Merge repository {owner}/{repo}',
    reauth: 'session',
    approvers: { all: [{ ...leads, quorum: 2 }], distinct_issuers: true },
  },
  {
    ...leading,
    id: 'hide-repo',
    match: { method: 'POST', url: `${repoUrl}/hide` },
    summary: 'Hide repository {owner}/{repo}',
    approvers: { ...leads, quorum: 'size(params.team) > 3 ? 2 : 1' },
  },
  {
    ...leading,
    id: 'sell-repo',
    match: { method: 'POST', url: `${repoUrl}/sell` },
    summary: 'Sell repository {owner}/{repo}',
    approvers: { ...leads, quorum: 'size(params.repo) < 3 ? 2 : 21' },
  },
  {
    ...leading,
    id: 'split-repo',
    match: { method: 'POST', url: `${repoUrl}/split` },
    summary: 'Split repository {owner}/{repo}',
    approvers: {
      all: [
        { ...leads, quorum: 19 },
        { group: 'security', quorum: 'size(params.owner) == 4 ? 2 : 1' },
      ],
    },
  },
  // Protects what the first one protects, too, and comes later.
  { ...leading, id: 'settings', match: { method: 'POST', url: `${repoUrl}/del:what` }, summary: 'Change {what}' },
]

/** Three issuers, and a rule for everything that a rule can ask. */
export function companyPolicy(): Policy {
  const links = [
    [
      { issuer, subject: 'E1' },
      { issuer: guests, subject: 'g-1' },
    ],
  ]
  const compiled = compilePolicy({ ...exampleSource, issuers, rules, links, groups })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}

/** The same with a second stage: the security officer is asked once the leads have approved. */
export function stagedPolicy(): Policy {
  const policy = companyPolicy()
  const rules = policy.rules.map((rule) => {
    if (rule.approvers === undefined) return rule
    const [first, ...later] = rule.approvers.parts
    if (first === undefined) return rule
    return {
      ...rule,
      approvers: { ...rule.approvers, parts: [first, ...later.map((part) => ({ ...part, stage: 2 }))] },
    }
  })
  return { ...policy, rules }
}

/** The same while somebody is away: the requester (E1), and E2, whose delegate is E3. */
export function delegatingPolicy(): Policy {
  const away = (from: string, to: string) => ({
    from: { issuer, subject: from },
    to: { issuer, subject: to },
    since: created - 1,
    until: created + 1,
  })
  return { ...companyPolicy(), delegates: [away('E1', 'E8'), away('E2', 'E3')] }
}

/** One rule that always counts, and some besides that count when their `when` says so. */
export function countingPolicy(): Policy {
  const counting = (id: string, when: string) => ({ ...deleteRepo, id, when })
  const contractors = "'contractors' in requester.groups && requester.email.endsWith('@acme.example')"
  const rules = [
    deleteRepo,
    counting('contractors', contractors),
    counting('mornings', "inWindow(time, 'Mon-Fri 06:00-09:00', 'UTC') && action.method == 'POST'"),
    counting('payments', "params.repo == 'payments' || requester.claims.level == 3"),
  ]
  const compiled = compilePolicy({ ...exampleSource, rules })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}

/** One rule, which compares what is saved with what stood there. */
export function comparingPolicy(): Policy {
  const compiled = compilePolicy({ ...exampleSource, rules: [{ ...deleteRepo, compare: true }] })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}

/** One rule, whose reason has to be a ticket, and one besides that wants its number to be of this year. */
export function ticketedPolicy(): Policy {
  const reason = { like: ['OPS-#', '\\#* \\*\\\\'], hint: 'A ticket number, e.g. OPS-123' }
  const late = { ...deleteRepo, id: 'settings', match: { method: 'POST', url: `${repoUrl}/del:what` } }
  const rules = [
    { ...deleteRepo, reason },
    { ...late, summary: 'Change {what}', reason: { required: false, like: '*2#*' } },
  ]
  const compiled = compilePolicy({ ...exampleSource, rules })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}
