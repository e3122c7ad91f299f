import { countWords, whoDecided, wordsFor } from '../protocol/index.ts'
import { type AccountLine, nameOf, timeOf } from './account-words.ts'
import { alarmWords } from './alarm.ts'
import type { ProofBundle } from './bundle.ts'
import type { BundleCheck, BundleReport, DecisionFound, Enough, Voucher } from './bundle-report.ts'
import { emergencyLines } from './emergency-words.ts'
import type { Outcome } from './outcome.ts'
import { placeWords } from './place-words.ts'
import { positionWords } from './position-words.ts'
import { reviewWords, withoutLines, withoutVerdict } from './without-words.ts'

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
    ...(quorum === undefined || without
      ? []
      : [lineOf(asksRequester(report) ? 'Confirm' : 'Quorum', quorum, (found) => enoughWords(decisions, found))]),
    ...(emergency === undefined ? [] : emergencyLines(bundle, emergency)),
    ...(without ? withoutLines(bundle, enoughWords(decisions, quorum.found)) : []),
    ...(review === undefined ? [] : [lineOf('Review', review, reviewWords)]),
    ...(request?.ok === true ? relayLines(bundle) : []),
  ]
  const went = without && report.verdict !== 'invalid' ? withoutVerdict(bundle, review) : ''
  return { verdict: verdicts[report.verdict] + went, lines }
}

function asksRequester({ request }: Extract<BundleReport, { request?: unknown }>): boolean {
  return request?.ok === true && request.found.rule.approvers === undefined
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
  return `${didWords(found)} ${nameOf(whoDecided(found))}, signed in at ${timeOf(signed)}${strength}${whereWords(found)}${why}`
}

/** That they said so is proven; that it is so is not. */
function whereWords(found: DecisionFound): string {
  if (found.decision !== 'approve' || found.position === undefined) return ''
  return `, and said to be at ${positionWords(found.position)}`
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
  if (others.length > 0) return countWords(parts)
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
  return skipped.length === 0
    ? 'nobody was known who could have approved it'
    : `told, and not waited for: ${skipped.join(', ')}`
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
