import { created } from '@countersign/shared/vectors/example.ts'
import { yes } from './answer.ts'
import { as, developer, lead, secondLead } from './cast.ts'
import { refused, situations } from './situation.ts'

const usual = 'approvers: { group: leads }'
const strong = `${usual}\nacr: [phrh]`
const byKey = `${usual}\namr: [hwk, user]`
const recent = `${usual}\nreauth: { max_age: 300 }`
/** In seconds since the epoch, as tokens say it. */
const at = (afterAsking: number) => created / 1000 + afterAsking

situations({
  'a sign-in from before the request': {
    answers: [refused('auth_too_old', yes(lead, { auth_time: at(-60) })), yes(secondLead)],
    ends: 'released',
  },
  'a provider that does not say when somebody signed in': {
    answers: [refused('auth_time_unknown', yes(lead, { auth_time: undefined }))],
    ends: 'quorum_missing',
  },
  'a provider that says 0': {
    answers: [refused('auth_time_unknown', yes(lead, { auth_time: 0 }))],
    ends: 'quorum_missing',
  },
  'a provider whose clock is half a minute behind': { answers: [yes(lead, { auth_time: at(-29) })], ends: 'released' },
  'a rule that is content with five minutes takes a sign-in of four minutes ago': {
    rule: recent,
    answers: [yes(lead, { auth_time: at(-180) })],
    ends: 'released',
  },
  'a rule that is content with five minutes takes none of half an hour ago': {
    rule: recent,
    answers: [refused('auth_too_old', yes(lead, { auth_time: at(-1800) }))],
    ends: 'quorum_missing',
  },
  'a rule that is content with a session does not ask when it began': {
    rule: `${usual}\nreauth: session`,
    answers: [yes(lead, { auth_time: undefined })],
    ends: 'released',
  },
  'a sign-in that is too weak': {
    rule: strong,
    answers: [refused('acr_insufficient', yes(lead, { acr: 'password' }))],
    ends: 'quorum_missing',
  },
  'a sign-in of which it is not said how strong it was': {
    rule: strong,
    answers: [refused('acr_insufficient', yes(lead))],
    ends: 'quorum_missing',
  },
  'a sign-in that is strong enough': { rule: strong, answers: [yes(lead, { acr: 'phrh' })], ends: 'released' },
  'one of two methods that the rule asks for': {
    rule: byKey,
    answers: [refused('amr_insufficient', yes(lead, { amr: ['hwk'] }))],
    ends: 'quorum_missing',
  },
  'both methods, among others': {
    rule: byKey,
    answers: [yes(lead, { amr: ['pwd', 'user', 'hwk'] })],
    ends: 'released',
  },
  'methods in one text are none': {
    rule: byKey,
    answers: [refused('amr_insufficient', yes(lead, { amr: 'hwk user' }))],
    ends: 'quorum_missing',
  },
  'each of two approvers signs in as strongly as the rule asks': {
    rule: 'approvers: { group: leads, quorum: 2 }\nacr: [phrh]',
    answers: [yes(lead, { acr: 'phrh' }), refused('acr_insufficient', yes(secondLead, { acr: 'password' }))],
    ends: 'quorum_missing',
    counted: 'leads 1 of 2',
  },
  'who asks by a sign-in of an hour ago asks nobody': {
    asks: as(developer, { iat: at(-3600) }),
    ends: 'proof_token_too_old',
  },
  'who asks by a sign-in for approvals asks nobody': {
    asks: as(developer, { aud: 'countersign-approver' }),
    ends: 'token_audience_mismatch',
  },
})
