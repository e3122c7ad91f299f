import { compilePolicy, type Policy, type PolicySource } from '../../src/policy/index.ts'
import { exampleSource, issuer } from '../example.ts'
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

const rules: readonly RuleSource[] = [
  deleteRepo,
  changePin,
  {
    ...deleteRepo,
    id: 'transfer-repo',
    match: { method: 'POST', url: `${repoUrl}/transfer` },
    summary: 'Transfer repository {owner}/{repo}',
    reason: 'required',
    reauth: { max_age: 300 },
    acr: ['phrh', 'phr'],
    amr: ['hwk', 'pin'],
  },
  {
    ...deleteRepo,
    id: 'archive-repo',
    match: { method: 'POST', url: `${repoUrl}/archive` },
    summary: 'Archive repository {owner}/{repo}',
    reauth: 'session',
    approvers: {
      when: "'platform-leads' in approver.groups",
      exclude: 'approver.claims.contractor == true',
      quorum: 2,
    },
  },
  // Fits what the first one fits, too, and comes later.
  { ...deleteRepo, id: 'settings', match: { method: 'POST', url: `${repoUrl}/:what` }, summary: 'Change {what}' },
]

/** Three issuers, and a rule for everything that a rule can ask. */
export function companyPolicy(): Policy {
  const links = [
    [
      { issuer, subject: 'E1' },
      { issuer: guests, subject: 'g-1' },
    ],
  ]
  const compiled = compilePolicy({ ...exampleSource, issuers, rules, links })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}
