import { yes } from './answer.ts'
import { acme, as, developer, employee, lead, partner, partnerLead, secondLead } from './cast.ts'
import { acmeIssuer, twoIssuers } from './policy.ts'
import { policyChecks } from './policy-check.ts'
import { refused, situations } from './situation.ts'

const everyday = employee('E2', ['developers'])
const admin = employee('E2', ['platform-leads'], { sub: 'acme-E2-admin', email: 'e2-admin@acme.example' })
const anyLead = 'approvers: { group: [leads, partner leads] }'
const twoLeads = 'approvers: { group: [leads, partner leads], quorum: 2 }'
const oneNumbering = twoIssuers({ also: 'person_namespace: staff' })
const unnumbered = (also?: string) =>
  `issuers:\n${acmeIssuer({ identity: '{ subject: sub, email: email, groups: groups }', ...(also && { also }) })}`
const linked = `
links:
  - [{ issuer: ${acme}, subject: E2 }, { issuer: ${partner}, subject: P1 }]`
const plain = (subject: string, email: string) => employee('E0', ['platform-leads'], { sub: subject, email })

situations({
  'an everyday and an admin account of one person: by their number they are one': {
    asks: everyday,
    answers: [refused('approver_is_requester', yes(admin))],
    ends: 'quorum_missing',
  },
  'an everyday and an admin account of one person: the admin account asks, the everyday one approves': {
    rule: 'approvers: { when: "true" }',
    asks: admin,
    answers: [refused('approver_is_requester', yes(everyday))],
    ends: 'quorum_missing',
  },
  'an everyday and an admin account of one person: numbered apart, a link makes them one': {
    file: `links:\n  - [{ issuer: ${acme}, subject: E2 }, { issuer: ${acme}, subject: A2 }]`,
    asks: everyday,
    answers: [refused('approver_is_requester', yes(as(admin, { employee_id: 'A2' })))],
    ends: 'quorum_missing',
  },
  'an everyday and an admin account of one person: numbered apart, one address makes them one': {
    asks: everyday,
    answers: [refused('approver_is_requester', yes(as(admin, { employee_id: 'A2', email: 'e2@acme.example' })))],
    ends: 'quorum_missing',
  },
  'an everyday and an admin account of one person: an admin account without a number could be anybody’s': {
    asks: everyday,
    answers: [refused('approver_identity_unproven', yes(admin, { employee_id: undefined }))],
    ends: 'quorum_missing',
  },
  'one person’s subjects in two clients differ, and they are one by their number': {
    asks: employee('E2', ['platform-leads'], { sub: 'pairwise-1', email: 'one@acme.example' }),
    answers: [
      refused('approver_is_requester', yes(lead, { sub: 'pairwise-2', email: 'two@acme.example' })),
      yes(secondLead),
    ],
    ends: 'released',
  },
  'two accounts of one person at two issuers: one numbering for both tells that they are one': {
    file: oneNumbering,
    rule: anyLead,
    asks: lead,
    answers: [refused('approver_is_requester', yes(partnerLead, { employee_id: 'E2' }))],
    ends: 'quorum_missing',
  },
  'two accounts of one person at two issuers: and that two people are two': {
    file: oneNumbering,
    rule: anyLead,
    asks: lead,
    answers: [yes(partnerLead)],
    ends: 'released',
  },
  'two accounts of one person at two issuers: a link makes them one, numbered as they may be': {
    file: `${oneNumbering}\n${linked}`,
    rule: anyLead,
    asks: lead,
    answers: [refused('approver_is_requester', yes(partnerLead))],
    ends: 'quorum_missing',
  },
  'two accounts of one person at two issuers: nor do they count as two for a quorum': {
    file: `${oneNumbering}\n${linked}`,
    rule: twoLeads,
    answers: [yes(lead), yes(partnerLead)],
    ends: 'quorum_missing',
    counted: 'leads or partner leads 1 of 2',
  },
  'two accounts of one person at two issuers: one address makes them one': {
    file: oneNumbering,
    rule: anyLead,
    asks: lead,
    answers: [refused('approver_is_requester', yes(partnerLead, { email: 'E2@acme.example' }))],
    ends: 'quorum_missing',
  },
  'two accounts of one person at two issuers: an unverified address is enough to refuse': {
    file: oneNumbering,
    rule: anyLead,
    asks: lead,
    answers: [refused('approver_is_requester', yes(partnerLead, { email: 'e2@acme.example', email_verified: false }))],
    ends: 'quorum_missing',
  },
  'two accounts of one person at two issuers: without one numbering it is unproven, and does not count': {
    file: twoIssuers(),
    rule: anyLead,
    asks: lead,
    answers: [refused('approver_identity_unproven', yes(partnerLead))],
    ends: 'quorum_missing',
  },
  'two accounts of which it is unproven that they are two people’s count as one, though both are not the requester’s': {
    file: `issuers:\n${acmeIssuer({ also: 'email: unique' })}`,
    rule: 'approvers: { group: leads, quorum: 2 }',
    answers: [yes(lead, { email: undefined }), yes(secondLead, { employee_id: undefined })],
    ends: 'quorum_missing',
    counted: 'leads 1 of 2',
  },
  'two accounts of which each says as much as the other are two people’s': {
    file: `issuers:\n${acmeIssuer({ also: 'email: unique' })}`,
    rule: 'approvers: { group: leads, quorum: 2 }',
    answers: [yes(lead, { employee_id: undefined }), yes(secondLead, { employee_id: undefined })],
    ends: 'released',
  },
  'a provider without numbers: two addresses prove nothing': {
    file: unnumbered(),
    asks: plain('one', 'one@acme.example'),
    answers: [refused('approver_identity_unproven', yes(plain('two', 'two@acme.example')))],
    ends: 'quorum_missing',
  },
  'a provider without numbers: they do where the policy says that addresses are unique': {
    file: unnumbered('email: unique'),
    asks: plain('one', 'one@acme.example'),
    answers: [yes(plain('two', 'two@acme.example'))],
    ends: 'released',
  },
  'a provider without numbers: not if one of them is unverified': {
    file: unnumbered('email: unique'),
    asks: plain('one', 'one@acme.example'),
    answers: [refused('approver_identity_unproven', yes(plain('two', 'two@acme.example'), { email_verified: false }))],
    ends: 'quorum_missing',
  },
  'a provider without numbers: subjects do where the policy says that they are the same in every client': {
    file: unnumbered('subjects: public'),
    asks: plain('one', 'one@acme.example'),
    answers: [yes(plain('two', 'two@acme.example'))],
    ends: 'released',
  },
  'a token of an issuer that the policy does not name': {
    answers: [refused('token_issuer_unknown', yes(partnerLead))],
    ends: 'quorum_missing',
  },
  'a token that calls itself another issuer’s does not verify': {
    file: oneNumbering,
    rule: anyLead,
    asks: developer,
    answers: [refused('token_signature_invalid', yes(lead, { iss: partner }))],
    ends: 'quorum_missing',
  },
})

policyChecks({
  'an issuer that admits everybody is a fault': {
    file: `issuers:
  - issuer: ${acme}
    clients: { extension: e, app: a, approver: p }
    identity: { subject: sub, person: employee_id, groups: groups }`,
    fault: /issuers\.0 needs "members"/,
  },
  'two of the three clients in one are a fault: a session would pass for an approval': {
    file: `issuers:
  - issuer: ${acme}
    clients: { extension: e, app: a, approver: a }
    members: "claims.org == 'acme'"
    identity: { subject: sub, person: employee_id, groups: groups }`,
    fault: /issuers\.0\.clients must be three different clients/,
  },
  'half of a chain of links is a fault': {
    file: `${twoIssuers()}${linked}\n  - [{ issuer: ${acme}, subject: E2 }, { issuer: ${partner}, subject: P2 }]`,
    rule: anyLead,
    fault: /links\.1\.0 stands in two links; make them one/,
  },
})
