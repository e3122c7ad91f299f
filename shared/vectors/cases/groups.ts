import { compilePolicy, type Policy, type Truth } from '../../src/policy/index.ts'
import type { Claims } from '../../src/protocol/index.ts'
import { exampleSource, issuer } from '../example.ts'

const partner = 'https://login.partner.example'
const plain = 'https://login.plain.example'
const [acme] = exampleSource.issuers
if (acme === undefined) throw new Error('the example policy has an issuer')

/** Three issuers, two of which have groups of the same name. */
const compiledGroups: Policy = compiled({
  ...exampleSource,
  issuers: [
    { ...acme, person_namespace: 'staff' },
    {
      issuer: partner,
      clients: acme.clients,
      members: 'true',
      identity: { subject: 'sub', person: 'staff.number', groups: 'realm_access.roles' },
      person_namespace: 'staff',
    },
    { issuer: plain, clients: acme.clients, members: 'true', identity: { subject: 'sub' }, subjects: 'public' },
  ],
  links: [
    [
      { issuer, subject: 'E5' },
      { issuer: plain, subject: 'five' },
    ],
  ],
  groups: {
    leads: { issuer, value: 'platform-leads' },
    'partner leads': { issuer: partner, value: 'platform-leads' },
    security: { issuer, value: 'security' },
    contractors: { issuer, value: 'contractors' },
    roles: { issuer, claim: 'https://acme.example/roles', value: 'admin' },
    deep: { issuer, claim: 'access.teams.names', value: 'ops' },
    'on call': {
      rota: [
        { group: 'leads', window: 'Mon-Fri 08:00-18:00', zone: 'Europe/Berlin' },
        { people: [{ issuer, subject: 'E7' }], window: 'Fri 18:00-08:00; Sat,Sun', zone: 'Europe/Berlin' },
        { group: 'founders', window: 'Sun 12:00-13:00', zone: 'Asia/Tokyo' },
      ],
    },
    founders: {
      people: [
        { issuer, subject: 'E2' },
        { issuer, subject: 'E5' },
        { issuer: plain, subject: 'nine' },
      ],
    },
  },
  rules: exampleSource.rules.map((rule) => ({ ...rule, approvers: { group: 'leads' } })),
})

/** With two that no compiler lets in. */
export const groupsPolicy: Policy = {
  ...compiledGroups,
  groups: [
    ...compiledGroups.groups,
    { name: 'lost', rota: [{ group: 'founders', window: 'Mon-Sun', zone: 'Europe/Atlantis' }] },
    { name: 'rota of rotas', rota: [{ group: 'on call', window: 'Mon-Sun', zone: 'UTC' }] },
  ],
}

type Membership = {
  readonly why: string
  readonly group: string
  readonly issuer: string
  readonly claims: Claims
  /** When it is asked; at the request's `created` where it is not said. */
  readonly time?: number
  readonly expected: Truth
}

const of = (why: string, group: string, claims: Claims, expected: Truth, by: string = issuer): Membership => ({
  why,
  group,
  issuer: by,
  claims: { sub: 's', ...claims },
  expected,
})

const atTime = (time: string, given: Membership): Membership => ({ ...given, time: Date.parse(time) })
const lead = { groups: ['platform-leads'], employee_id: 'E8' }

const admins = { 'https://acme.example/roles': ['admin'] }

export const memberships: readonly Membership[] = [
  of('the claim holds it', 'leads', { groups: ['ops', 'platform-leads'] }, 'yes'),
  of('the claim is it', 'leads', { groups: 'platform-leads' }, 'yes'),
  of('the claim does not hold it', 'leads', { groups: ['ops'] }, 'no'),
  of('the claim is another text', 'leads', { groups: 'platform-leads-x' }, 'no'),
  of('case counts', 'leads', { groups: ['Platform-Leads'] }, 'no'),
  of('the claim holds nothing', 'leads', { groups: [] }, 'no'),
  of('the claim is the empty text', 'leads', { groups: '' }, 'no'),
  of('no claim', 'leads', {}, 'unknown'),
  of('null is no list', 'leads', { groups: null }, 'unknown'),
  of('a number', 'leads', { groups: 7 }, 'unknown'),
  of('an object', 'leads', { groups: { 'platform-leads': true } }, 'unknown'),
  of('a list of which not all are texts', 'leads', { groups: ['platform-leads', 7] }, 'unknown'),
  of('the same name at another issuer', 'leads', { realm_access: { roles: ['platform-leads'] } }, 'no', partner),
  of('another issuer, whatever its claims', 'leads', { groups: ['platform-leads'] }, 'no', partner),
  of('the other issuer’s own', 'partner leads', { realm_access: { roles: ['platform-leads'] } }, 'yes', partner),
  of(
    'a claim of the path’s own name comes first',
    'partner leads',
    {
      'realm_access.roles': ['ops'],
      realm_access: { roles: ['platform-leads'] },
    },
    'no',
    partner,
  ),
  of('a path that ends early', 'partner leads', { realm_access: {} }, 'unknown', partner),
  of('a path through a list', 'partner leads', { realm_access: [['platform-leads']] }, 'unknown', partner),
  of('a path through a text', 'partner leads', { realm_access: 'roles' }, 'unknown', partner),
  of('what every object has is no member', 'deep', { access: { teams: {} } }, 'unknown'),
  of('a longer path', 'deep', { access: { teams: { names: ['ops'] } } }, 'yes'),
  of('a longer path, cut by a name with a dot', 'deep', { 'access.teams': { names: ['ops'] } }, 'unknown'),
  of('a name that is a URL', 'roles', admins, 'yes'),
  of('a name that is a URL, as a path', 'roles', { 'https://acme': { 'example/roles': ['admin'] } }, 'yes'),
  of('too many for the token: they are elsewhere', 'leads', { _claim_names: { groups: 'src1' } }, 'unknown'),
  of(
    'elsewhere, and some of them here',
    'leads',
    {
      groups: ['platform-leads'],
      _claim_names: { groups: 'src1' },
    },
    'unknown',
  ),
  of('something else is elsewhere', 'leads', { groups: ['ops'], _claim_names: { roles: 'src1' } }, 'no'),
  of(
    'elsewhere by the claim that holds the path',
    'partner leads',
    {
      realm_access: { roles: ['platform-leads'] },
      _claim_names: { realm_access: 'src1' },
    },
    'unknown',
    partner,
  ),
  of('too many, said in a word', 'leads', { groups: ['ops'], hasgroups: true }, 'unknown'),
  of('too many, said in a text', 'leads', { hasgroups: 'true' }, 'unknown'),
  of('not too many', 'leads', { groups: ['ops'], hasgroups: false }, 'no'),
  of('too many groups, and roles', 'roles', { ...admins, hasgroups: true }, 'yes'),
  of('listed by person', 'founders', { employee_id: 'E2' }, 'yes'),
  of('listed by subject', 'founders', { sub: 'E2', employee_id: 'E7' }, 'yes'),
  of('not listed', 'founders', { employee_id: 'E7' }, 'no'),
  of('not listed, as far as one sees without a number', 'founders', {}, 'unknown'),
  of('listed, at an issuer that has no numbers', 'founders', { sub: 'nine' }, 'yes', plain),
  of('not listed, at an issuer that has no numbers', 'founders', { sub: 'ten' }, 'no', plain),
  of('another issuer’s subject', 'founders', { sub: 'E2' }, 'no', plain),
  of('listed by an account that is linked', 'founders', { sub: 'five' }, 'yes', plain),
  of('listed by the number that both issuers share', 'founders', { staff: { number: 'E2' } }, 'yes', partner),
  of('another number', 'founders', { staff: { number: 'E7' } }, 'no', partner),
  of('on duty by their group', 'on call', lead, 'yes'),
  of('on duty, and in no group of it', 'on call', { groups: ['ops'], employee_id: 'E8' }, 'no'),
  of('on duty, and their groups are not known', 'on call', { employee_id: 'E8' }, 'unknown'),
  of('off duty, by the list', 'on call', { groups: ['ops'], employee_id: 'E7' }, 'no'),
  atTime('2027-01-15T17:00:00Z', of('on duty by the list', 'on call', { groups: ['ops'], employee_id: 'E7' }, 'yes')),
  atTime('2027-01-15T17:00:00Z', of('off duty, by their group', 'on call', lead, 'no')),
  atTime('2027-01-16T06:59:59Z', of('still on duty after midnight', 'on call', { employee_id: 'E7' }, 'yes')),
  atTime('2027-01-18T06:30:00Z', of('nobody is on duty', 'on call', { ...lead, employee_id: 'E7' }, 'no')),
  atTime('2027-01-17T03:30:00Z', of('on duty by a list that is a group', 'on call', { employee_id: 'E2' }, 'yes')),
  atTime('2027-01-17T03:30:00Z', of('on duty, and who it is is not known', 'on call', {}, 'unknown')),
  atTime('2027-01-18T06:30:00Z', of('nobody is on duty, and who it is does not matter', 'on call', {}, 'no')),
  of('a turn in a zone that there is not', 'lost', { employee_id: 'E2' }, 'unknown'),
  of('the same, for who is not in it', 'lost', { employee_id: 'E8' }, 'no'),
  of('a rota in a rota', 'rota of rotas', lead, 'unknown'),
  of('no group of the policy', 'nobody', { groups: ['nobody'] }, 'unknown'),
]

function compiled(source: unknown): Policy {
  const result = compilePolicy(source)
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.policy
}
