import { me, no, yes } from './answer.ts'
import { as, developer, employee, lead, partnerLead, secondLead } from './cast.ts'
import { acmeIssuer, twoIssuers } from './policy.ts'
import { policyChecks } from './policy-check.ts'
import { refused, situations } from './situation.ts'

const confirm = 'self_confirm: true'
const sameMail = employee('E8', ['platform-leads'], { email: 'e1@acme.example' })
const publicSubjects = `issuers:
${acmeIssuer({ identity: '{ subject: sub, email: email }', also: 'subjects: public' })}
groups: {}`
const nameless = as(developer, { employee_id: undefined })

const narrow = `
  - id: delete-repo
    console: GitHub
    match: { method: POST, url: "https://github.example/:owner/:repo/settings/delete" }
    summary: "Delete {owner}/{repo}"
    acr: [phr]
    self_confirm: true`
const wide = `
  - id: everything
    console: GitHub
    match: { method: POST, url: "https://github.example/*" }
    summary: Change something
    approvers: { group: leads }`
const wideConfirm = wide.replace('approvers: { group: leads }', 'self_confirm: true')

situations({
  'who asked confirms that it is they': { rule: confirm, answers: [me(developer)], ends: 'released' },
  'who asked confirms under another address': {
    rule: confirm,
    answers: [me(developer, { email: 'new-name@acme.example' })],
    ends: 'released',
  },
  'nobody has confirmed': { rule: confirm, ends: 'confirm_missing' },
  'a colleague confirms': {
    rule: confirm,
    answers: [refused('requester_is_another', me(lead))],
    ends: 'confirm_missing',
  },
  'a colleague who has the requester’s address confirms: what is enough to refuse an approver is too little here': {
    rule: confirm,
    answers: [refused('requester_identity_unproven', me(sameMail))],
    ends: 'confirm_missing',
  },
  'a lead approves where the requester is asked': {
    rule: confirm,
    answers: [refused('decision_not_asked', yes(lead))],
    ends: 'confirm_missing',
  },
  'the requester approves where the requester is asked': {
    rule: confirm,
    answers: [refused('decision_not_asked', yes(developer))],
    ends: 'confirm_missing',
  },
  'the requester confirms where a lead is asked': {
    answers: [refused('decision_not_asked', me(developer))],
    ends: 'quorum_missing',
  },
  'a lead confirms where a lead is asked': {
    answers: [refused('decision_not_asked', me(lead)), yes(secondLead)],
    ends: 'released',
  },
  'who asked says that it was not they': {
    rule: confirm,
    answers: [no(developer), me(developer)],
    ends: 'request_denied',
  },
  'a lead denies where the requester is asked: it is not theirs to stop': {
    rule: confirm,
    answers: [refused('requester_is_another', no(lead)), me(developer)],
    ends: 'released',
  },
  'the sign-in of the session is no confirm': {
    rule: confirm,
    answers: [refused('token_audience_mismatch', me(developer, { aud: 'countersign-app' }))],
    ends: 'confirm_missing',
  },
  'a sign-in of before the request is no confirm': {
    rule: confirm,
    answers: [refused('auth_too_old', me(developer, { auth_time: 1_799_999_000 }))],
    ends: 'confirm_missing',
  },
  'a weak sign-in is no confirm where the rule wants a strong one': {
    rule: `acr: [phr]\n${confirm}`,
    answers: [refused('acr_insufficient', me(developer, { acr: 'pwd' }))],
    ends: 'confirm_missing',
  },
  'who asked has left meanwhile': {
    rule: confirm,
    answers: [refused('not_a_member', me(developer, { org: 'elsewhere' }))],
    ends: 'confirm_missing',
  },
  'a token that does not say who the person is': {
    rule: confirm,
    answers: [refused('requester_identity_unproven', me(nameless))],
    ends: 'confirm_missing',
  },
  'somebody of another provider with the same number': {
    rule: confirm,
    file: twoIssuers(),
    answers: [refused('requester_identity_unproven', me(as(partnerLead, { employee_id: 'E1' })))],
    ends: 'confirm_missing',
  },
  'the same number where both providers number the same people': {
    rule: confirm,
    file: twoIssuers({ also: 'person_namespace: staff' }),
    answers: [me(as(partnerLead, { employee_id: 'E1' }))],
    ends: 'released',
  },
  'accounts that are called the same in every client prove it without a number': {
    rule: confirm,
    file: publicSubjects,
    answers: [me(developer)],
    ends: 'released',
  },
  'and another account does not': {
    rule: confirm,
    file: publicSubjects,
    answers: [refused('requester_identity_unproven', me(sameMail)), refused('requester_is_another', me(lead))],
    ends: 'confirm_missing',
  },
  'a rule with approvers besides: they are asked, by the stronger sign-in, and the requester is not': {
    file: `rules:${narrow}${wide}`,
    answers: [
      refused('decision_not_asked', me(developer, { acr: 'phr' })),
      refused('acr_insufficient', yes(lead)),
      yes(secondLead, { acr: 'phr' }),
    ],
    ends: 'released',
    by: 'delete-repo',
  },
  'and in the other order': {
    file: `rules:${wide}${narrow}`,
    answers: [refused('decision_not_asked', me(developer, { acr: 'phr' }))],
    ends: 'quorum_missing',
    by: 'everything',
  },
  'two rules that ask the requester: one confirm, by the stronger sign-in': {
    file: `rules:${narrow}${wideConfirm}`,
    answers: [refused('acr_insufficient', me(developer)), me(developer, { acr: 'phr' })],
    ends: 'released',
  },
})

policyChecks({
  'a provider that cannot show who somebody is: nobody could confirm': {
    rule: confirm,
    file: `issuers:\n${acmeIssuer({ identity: '{ subject: sub, email: email, groups: groups }' })}`,
    fault: /rules\.0\.self_confirm cannot be met: .* calls a person otherwise in each client/,
  },
  'the same where only one of several providers cannot': {
    rule: confirm,
    file: `${twoIssuers().replace('person: employee_id, ', '')}`,
    fault: /rules\.0\.self_confirm cannot be met: https:\/\/login\.acme\.example/,
  },
  'approvers and the requester at once is a fault': {
    rule: `approvers: { group: leads }\n${confirm}`,
    fault: /rules\.0\.self_confirm cannot stand beside "approvers"/,
  },
  'a rule that asks nobody is a fault': {
    rule: 'severity: high',
    fault: /rules\.0 needs "approvers", or "self_confirm: true"/,
  },
  'a policy cannot be replaced by whoever asks for it': {
    file: 'replace: { self_confirm: true }',
    fault: /replace/,
  },
})
