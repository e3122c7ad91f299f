import { type Identity, whoDecided, wordsFor } from '../protocol/index.ts'
import { alarmWords } from './alarm.ts'
import type { ProofBundle } from './bundle.ts'
import type { Outcome } from './outcome.ts'
import { placeWords } from './place-words.ts'
import type {
  BundleCheck,
  BundleReport,
  DecisionFound,
  EmergencyFound,
  Enough,
  ReviewFound,
  Voucher,
} from './verify-bundle.ts'

/** One line of the account: proven, failed, somebody's mere word, or what nobody should overlook. */
export type AccountLine = {
  readonly mark: 'proven' | 'failed' | 'word' | 'alarm'
  readonly what: string
  readonly says: string
}

/** What a bundle shows, in words for people. */
export type Account = { readonly verdict: string; readonly lines: readonly AccountLine[] }

export function describeBundle(report: BundleReport): Account {
  if (report.verdict === 'erased') return describeErased(report)
  const { bundle, policy, request, content, decisions, quorum, emergency, review } = report
  const without = quorum?.ok === true && quorum.found.without
  const lines = [
    lineOf('Policy', policy, ({ policy: { organisation, version } }) => `${organisation}, version ${version}`),
    ...(request === undefined ? [] : [lineOf('Request', request, () => askedBy(bundle))]),
    ...(content === undefined ? [] : [lineOf('Content', content, (found) => contentWords(bundle, found))]),
    ...(decisions ?? []).map((decision) => lineOf('Decision', decision, decisionWords)),
    ...(quorum === undefined
      ? []
      : [lineOf(asksRequester(report) ? 'Confirm' : 'Quorum', quorum, (found) => enoughWords(decisions, found))]),
    ...(emergency === undefined ? [] : emergencyLines(bundle, emergency)),
    ...(without ? withoutLines(bundle) : []),
    ...(review === undefined ? [] : [lineOf('Review', review, reviewWords)]),
    ...(request?.ok === true ? relayLines(bundle) : []),
  ]
  const went = without && report.verdict !== 'invalid' ? withoutVerdict(bundle, review) : ''
  return { verdict: verdicts[report.verdict] + went, lines }
}

function asksRequester({ request }: Extract<BundleReport, { request?: unknown }>): boolean {
  return request?.ok === true && request.found.rule.approvers === undefined
}

/** Red, and once for each key: whose it is, and why they say that it was used. */
function emergencyLines({ request, relay }: ProofBundle, check: BundleCheck<EmergencyFound>): readonly AccountLine[] {
  if (!check.ok) return [{ mark: 'failed', what: 'Emergency', says: `${wordsFor(check.code)} (${check.code})` }]
  const { statements, released, signedIn } = check.found
  const though = relay.state === 'released' ? '' : `, THOUGH IT WAS ${relay.state.toUpperCase()} AT THE RELAY`
  const went = `RELEASED WITHOUT APPROVAL${though}, at ${timeOf(released)}, by the emergency key`
  const minutes = Math.floor((request.created - signedIn) / 60_000)
  const signIn = `who asked is known by a sign-in at ${timeOf(signedIn)}, ${minutes} minutes before, and by nothing newer`
  return [
    ...statements.map(({ key, reason }) => ({
      mark: 'alarm' as const,
      what: 'Emergency',
      says: `${went} “${key.id}” kept by ${key.name}, because: “${reason}”`,
    })),
    ...(minutes < 1 ? [] : [{ mark: 'alarm' as const, what: 'Sign-in', says: signIn }]),
  ]
}

function withoutLines({ relay, emergency, review }: ProofBundle): readonly AccountLine[] {
  const unreviewed = { mark: 'alarm', what: 'Review', says: 'NOT REVIEWED by anybody yet' } as const
  const open = review === undefined ? [unreviewed] : []
  if (emergency !== undefined) return open
  const ran =
    relay.state === 'released' ? 'RELEASED WITHOUT APPROVAL' : 'The glass was broken: to be released WITHOUT APPROVAL'
  return [{ mark: 'alarm', what: 'Glass', says: `${ran}. Nobody else was waited for` }, ...open]
}

function withoutVerdict({ relay, emergency }: ProofBundle, review: BundleCheck<ReviewFound> | undefined): string {
  const isReleased = emergency !== undefined || relay.state === 'released'
  const went = isReleased ? ' It was released without approval, ' : ' It was to go without approval, '
  return (
    went +
    (review?.ok === true
      ? `and ${nameOf(review.found.reviewer)} has looked at it since.`
      : 'and nobody has reviewed it.')
  )
}

function reviewWords({ reviewer, signed, reason }: ReviewFound): string {
  const why = reason === undefined || reason === '' ? '' : `, who says: “${reason}”`
  return `reviewed by ${nameOf(reviewer)}, on a device signed in at ${timeOf(signed)}${why}`
}

const verdicts = {
  valid: 'Valid: every check holds, under keys that you know yourself.',
  'relay-keys': 'Valid, but a key is vouched for by the relay alone.',
  invalid: 'NOT valid: a check failed.',
} as const

function describeErased({ bundle: { id, digest, erased } }: Extract<BundleReport, { verdict: 'erased' }>): Account {
  const why = erased.why === undefined ? '' : `: ${erased.why}`
  return {
    verdict: `Erased on ${timeOf(erased.at)} by ${erased.by}${why}.`,
    lines: [{ mark: 'word', what: 'Request', says: `${id}, whose digest was ${digest}` }],
  }
}

function lineOf<Found>(what: string, check: BundleCheck<Found>, says: (found: Found) => string): AccountLine {
  if (!check.ok) return { mark: 'failed', what, says: `${wordsFor(check.code)} (${check.code})` }
  return { mark: 'proven', what, says: says(check.found) + vouched(what, check.voucher) }
}

function vouched(what: string, voucher: Voucher): string {
  if (voucher === 'own') return ''
  return what === 'Policy'
    ? '; that this is your organisation’s key is the relay’s word alone'
    : '; that this is the provider’s key is the relay’s word alone'
}

function askedBy({ request }: ProofBundle): string {
  const { action, context, requester, created } = request
  const reason = context.reason === undefined ? '' : `, because: “${context.reason}”`
  return `${action.summary} (${action.method} ${action.url}), asked at ${timeOf(created)} by ${nameOf(requester)}${reason}`
}

function contentWords({ request }: ProofBundle, found: 'checked' | 'not in the file' | 'none'): string {
  const { body } = request.action
  if (body === undefined || found === 'none') return 'the request had none'
  const fields = body.kind === 'bytes' ? [] : (body.fields ?? [])
  const hidden = fields.length === 0 ? '' : `; hidden by the policy: ${fields.map(({ field }) => field).join(', ')}`
  return found === 'checked' ? `in this file, and the one that was held${hidden}` : `not in this file${hidden}`
}

function decisionWords(found: DecisionFound): string {
  const { signed, acr, reason } = found
  const strength = acr === undefined ? '' : `, acr ${acr}`
  const why = reason === undefined ? '' : `, because: “${reason}”`
  return `${didWords(found)} ${nameOf(whoDecided(found))}, signed in at ${timeOf(signed)}${strength}${why}`
}

function didWords(found: DecisionFound): string {
  if (found.decision === 'approve') return 'approved by'
  if (found.decision === 'confirm') return 'confirmed by the requester,'
  if (found.decision === 'break-glass') return 'the requester broke the glass:'
  return 'requester' in found ? 'denied by the requester,' : 'denied by'
}

function enoughWords(decisions: readonly BundleCheck<DecisionFound>[] = [], { parts, reached }: Enough): string {
  if (parts.length === 0) return reached ? 'confirmed by the requester' : 'not confirmed by the requester'
  const [only, ...others] = parts
  if (others.length > 0) return parts.map(({ name, count, quorum }) => `${name} ${count} of ${quorum}`).join(' · ')
  const approvals = decisions.filter((check) => check.ok && check.found.decision === 'approve').length
  return `${approvals} approved, ${only?.quorum ?? 0} needed`
}

function relayLines({ relay }: ProofBundle): readonly AccountLine[] {
  const { state, released, outcome, refused, seen = {}, skipped } = relay
  const place = placeWords(seen)
  const lines = [
    { what: 'State', says: state },
    ...(place === undefined ? [] : [{ what: 'Asked from', says: place }]),
    ...(released === undefined ? [] : [{ what: 'Released', says: `at ${timeOf(released)}` }]),
    ...(skipped === undefined ? [] : [{ what: 'Skipped', says: skippedWords(skipped) }]),
    ...(outcome === undefined ? [] : [{ what: 'Outcome', says: outcomeWords(outcome.outcome) }]),
    ...alarmLines(outcome?.outcome),
    ...(refused === undefined ? [] : [{ what: 'Refused', says: `the holder let nothing through: ${refused}` }]),
  ]
  return lines.map(({ what, says }) => ({ mark: 'word' as const, what, says: `${says} (the relay’s word)` }))
}

function skippedWords(skipped: readonly string[]): string {
  return skipped.length === 0 ? 'nobody was known who could have approved it' : `${skipped.join(', ')} were told`
}

function outcomeWords(outcome: NonNullable<ProofBundle['relay']['outcome']>['outcome']): string {
  if (outcome.kind === 'in_force') return `version ${outcome.version} of the policy came into force`
  if (outcome.kind === 'answered') return `the console answered ${outcome.status}`
  return outcome.kind === 'failed' ? 'the console did not answer' : 'not known whether it ran'
}

function alarmLines(outcome: Outcome | undefined) {
  if (outcome === undefined || !('alarm' in outcome) || outcome.alarm === undefined) return []
  return [{ what: 'Alarm', says: alarmWords(outcome.alarm) }]
}

function nameOf({ name, email, subject, iss }: Identity): string {
  const who = name === undefined ? (email ?? subject) : email === undefined ? name : `${name} <${email}>`
  return `${who} at ${iss}`
}

function timeOf(instant: number): string {
  return new Date(instant)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')
}
