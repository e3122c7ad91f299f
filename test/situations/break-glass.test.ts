import { alone, me, no, yes } from './answer.ts'
import { as, developer, employee, lead, partnerLead } from './cast.ts'
import { acmeIssuer, twoIssuers } from './policy.ts'
import { policyChecks } from './policy-check.ts'
import { refused, situations } from './situation.ts'

const glass = `approvers: { group: leads }
break_glass: { when: "'on-call' in requester.groups", acr: [phrh] }`
const onCall = employee('E1', ['developers', 'on-call'])
const strong = { acr: 'phrh' }
const sameMail = employee('E8', ['on-call'], { email: 'e1@acme.example' })

const narrow = (more: string) => `
  - id: delete-repo
    console: GitHub
    match: { method: POST, url: "https://github.example/:owner/:repo/settings/delete" }
    summary: "Delete {owner}/{repo}"
    ${more}`
const wide = (more: string) => `
  - id: everything
    console: GitHub
    match: { method: POST, url: "https://github.example/*" }
    summary: Change something
    ${more}`
const glassOf = (when: string, acr: string) => `break_glass: { when: "${when}", acr: [${acr}] }`
const leads = 'approvers: { group: leads }\n    '

situations({
  'nobody answers, and who is on call goes without approval, by a strong sign-in and for a reason': {
    rule: glass,
    asks: onCall,
    answers: [alone(onCall, strong)],
    ends: 'released',
    counted: 'leads 0 of 1',
  },
  'a lead approves it, and nobody has to break anything': {
    rule: glass,
    asks: onCall,
    answers: [yes(lead)],
    ends: 'released',
  },
  'nobody answers, and nobody breaks it': { rule: glass, asks: onCall, ends: 'quorum_missing' },
  'who asks is not on call': {
    rule: glass,
    answers: [refused('glass_not_allowed', alone(developer, strong))],
    ends: 'quorum_missing',
  },
  'who asks was on call when they signed in to ask, and is not any more': {
    rule: glass,
    asks: onCall,
    answers: [refused('glass_not_allowed', alone(onCall, { ...strong, groups: ['developers'] }))],
    ends: 'quorum_missing',
  },
  'their token does not say what groups they are in: unknown lets nobody': {
    rule: glass,
    asks: onCall,
    answers: [refused('glass_not_allowed', alone(onCall, { ...strong, groups: undefined }))],
    ends: 'quorum_missing',
  },
  'their sign-in is too weak': {
    rule: glass,
    asks: onCall,
    answers: [refused('acr_insufficient', alone(onCall, { acr: 'pwd' }))],
    ends: 'quorum_missing',
  },
  'their sign-in is as strong as approvers need, and not as the glass does': {
    rule: `acr: [phr]\n${glass}`,
    asks: onCall,
    answers: [refused('acr_insufficient', alone(onCall, { acr: 'phr' })), alone(onCall, strong)],
    ends: 'released',
  },
  'their sign-in does not say how strong it was': {
    rule: glass,
    asks: onCall,
    answers: [refused('acr_insufficient', alone(onCall))],
    ends: 'quorum_missing',
  },
  'an open session is not enough, also where it would be to approve': {
    rule: `reauth: session\n${glass}`,
    asks: onCall,
    answers: [refused('auth_too_old', alone(onCall, { ...strong, auth_time: 1_799_999_000 }))],
    ends: 'quorum_missing',
  },
  'the reason is nine letters': {
    rule: glass,
    asks: onCall,
    answers: [refused('glass_reason_too_short', alone(onCall, strong, ' emergency '))],
    ends: 'quorum_missing',
  },
  'the reason is short, where the rule asks for none at all': {
    rule: `reason: none\n${glass}`,
    asks: onCall,
    answers: [refused('glass_reason_too_short', alone(onCall, strong, 'fire'))],
    ends: 'quorum_missing',
  },
  'a colleague who is on call does it for them': {
    rule: glass,
    asks: onCall,
    answers: [refused('requester_is_another', alone(employee('E9', ['on-call']), strong))],
    ends: 'quorum_missing',
  },
  'a colleague who has the requester’s address does: what is enough to refuse an approver is too little here': {
    rule: glass,
    asks: onCall,
    answers: [refused('requester_identity_unproven', alone(sameMail, strong))],
    ends: 'quorum_missing',
  },
  'a lead does, who may approve it': {
    rule: glass,
    asks: onCall,
    answers: [refused('requester_is_another', alone(as(lead, { groups: ['platform-leads', 'on-call'] }), strong))],
    ends: 'quorum_missing',
  },
  'a token that does not say who the person is': {
    rule: glass,
    asks: as(onCall, { employee_id: undefined }),
    answers: [refused('requester_identity_unproven', alone(as(onCall, { employee_id: undefined }), strong))],
    ends: 'quorum_missing',
  },
  'who asks has left meanwhile': {
    rule: glass,
    asks: onCall,
    answers: [refused('not_a_member', alone(onCall, { ...strong, org: 'elsewhere' }))],
    ends: 'quorum_missing',
  },
  'the sign-in of the session breaks nothing': {
    rule: glass,
    asks: onCall,
    answers: [refused('token_audience_mismatch', alone(onCall, { ...strong, aud: 'countersign-app' }))],
    ends: 'quorum_missing',
  },
  'a lead denied it before: it stays denied': {
    rule: glass,
    asks: onCall,
    answers: [no(lead), alone(onCall, strong)],
    ends: 'request_denied',
  },
  'it is too late to run once it was broken': {
    rule: glass,
    asks: onCall,
    answers: [alone(onCall, strong)],
    releasesAt: 121,
    ends: 'release_window_over',
  },
  'who asks confirms where the glass could be broken': {
    rule: glass,
    asks: onCall,
    answers: [refused('decision_not_asked', me(onCall, strong))],
    ends: 'quorum_missing',
  },
  'who asks breaks it where the rule has none': {
    asks: onCall,
    answers: [refused('decision_not_asked', alone(onCall, strong))],
    ends: 'quorum_missing',
  },
  'who asks breaks it where they are the one who confirms': {
    rule: 'self_confirm: true',
    asks: onCall,
    answers: [refused('decision_not_asked', alone(onCall, strong))],
    ends: 'confirm_missing',
  },
  'two rules, and each lets them': {
    file: `rules:${narrow(`${leads}${glassOf("'on-call' in requester.groups", 'phrh, phrv')}`)}${wide(`${leads}${glassOf("requester.claims.org == 'acme'", 'phrv')}`)}`,
    asks: onCall,
    answers: [refused('acr_insufficient', alone(onCall, strong)), alone(onCall, { acr: 'phrv' })],
    ends: 'released',
  },
  'two rules, and one does not let them': {
    file: `rules:${narrow(`${leads}${glassOf("'on-call' in requester.groups", 'phrh')}`)}${wide(`${leads}${glassOf("'sre' in requester.groups", 'phrh')}`)}`,
    asks: onCall,
    answers: [refused('glass_not_allowed', alone(onCall, strong))],
    ends: 'quorum_missing',
  },
  'two rules, and one has no glass': {
    file: `rules:${narrow(`${leads}${glassOf("'on-call' in requester.groups", 'phrh')}`)}${wide('approvers: { group: leads }')}`,
    asks: onCall,
    answers: [refused('decision_not_asked', alone(onCall, strong))],
    ends: 'quorum_missing',
  },
  'two rules, and no sign-in is as strong as both take': {
    file: `rules:${narrow(`${leads}${glassOf("'on-call' in requester.groups", 'phrh')}`)}${wide(`${leads}${glassOf("'on-call' in requester.groups", 'phrv')}`)}`,
    asks: onCall,
    answers: [refused('decision_not_asked', alone(onCall, strong))],
    ends: 'quorum_missing',
  },
  'two rules, of which one asks the requester alone: the glass of the other counts, by a sign-in that both take': {
    file: `rules:${narrow(`${leads}${glassOf("'on-call' in requester.groups", 'phrh, phrv')}`)}${wide('self_confirm: true\n    acr: [phrv]')}`,
    asks: onCall,
    answers: [refused('acr_insufficient', alone(onCall, strong)), alone(onCall, { acr: 'phrv' })],
    ends: 'released',
  },
  'a group of another provider is not theirs': {
    rule: 'approvers: { group: leads }\nbreak_glass: { group: partner leads, acr: [phrh] }',
    file: twoIssuers(),
    asks: as(onCall, { groups: ['platform-leads'] }),
    answers: [refused('glass_not_allowed', alone(as(onCall, { groups: ['platform-leads'] }), strong))],
    ends: 'quorum_missing',
  },
  'somebody of another provider who is in it asks themself': {
    rule: 'approvers: { group: leads }\nbreak_glass: { group: partner leads, acr: [phrh] }',
    file: twoIssuers(),
    asks: partnerLead,
    answers: [alone(partnerLead, strong)],
    ends: 'released',
  },
})

policyChecks({
  'without an acr it is a fault': {
    rule: 'approvers: { group: leads }\nbreak_glass: { group: security }',
    fault: /rules\.0\.break_glass needs "acr"/,
  },
  'with an empty acr, too': {
    rule: 'approvers: { group: leads }\nbreak_glass: { group: security, acr: [] }',
    fault: /rules\.0\.break_glass\.acr/,
  },
  'without saying who': {
    rule: 'approvers: { group: leads }\nbreak_glass: { acr: [phrh] }',
    fault: /rules\.0\.break_glass needs "group" or "when"/,
  },
  'beside the requester alone': {
    rule: 'self_confirm: true\nbreak_glass: { group: security, acr: [phrh] }',
    fault: /rules\.0\.break_glass stands beside "approvers"/,
  },
  'where nothing is held': {
    rule: 'monitor: true\napprovers: { group: leads }\nbreak_glass: { group: security, acr: [phrh] }',
    fault: /rules\.0\.break_glass cannot stand beside "monitor"/,
  },
  'for the policy itself': {
    file: 'replace: { approvers: { group: leads }, break_glass: { group: security, acr: [phrh] } }',
    fault: /replace\.break_glass "break_glass" is not a known member/,
  },
  'a group that nobody knows': {
    rule: 'approvers: { group: leads }\nbreak_glass: { group: firefighters, acr: [phrh] }',
    fault: /rules\.0\.break_glass\.group names "firefighters"/,
  },
  'a condition about approvers, of whom there are none': {
    rule: `approvers: { group: leads }\nbreak_glass: { when: "approver.email == 'x'", acr: [phrh] }`,
    fault: /rules\.0\.break_glass\.when .*approver/,
  },
  'a provider that delivers no such acr': {
    rule: glass,
    file: `issuers:\n${acmeIssuer({ also: 'capabilities: { acr: [pwd, phr] }' })}`,
    fault: /rules\.0\.break_glass\.acr cannot be met: .* delivers none of phrh\. It delivers pwd, phr/,
  },
  'a provider that lets nobody sign in anew, also where approvers need not': {
    rule: `reauth: session\n${glass}`,
    file: `issuers:\n${acmeIssuer({ also: 'capabilities: { prompt_login: false }' })}`,
    fault: /rules\.0\.break_glass cannot be met: .* lets nobody sign in anew/,
  },
  'a provider that delivers no groups': {
    rule: 'approvers: { when: "approver.claims.lead == true" }\nbreak_glass: { group: security, acr: [phrh] }',
    file: `issuers:\n${acmeIssuer({ also: 'capabilities: { groups: false }' })}`,
    fault: /rules\.0\.break_glass\.group reads the groups of security/,
  },
  'a provider that cannot show who somebody is': {
    rule: glass,
    file: `issuers:\n${acmeIssuer({ identity: '{ subject: sub, email: email, groups: groups }', also: 'email: unique' })}`,
    fault: /rules\.0\.break_glass cannot be met: .* calls a person otherwise in each client/,
  },
  'the groups of several providers at once': {
    rule: glass,
    file: twoIssuers(),
    fault: /rules\.0\.break_glass\.when reads the groups of several issuers/,
  },
})
