import { wordsFor } from '../protocol/index.ts'
import { type AccountLine, timeOf } from './account-words.ts'
import type { ProofBundle } from './bundle.ts'
import type { BundleCheck, EmergencyFound } from './bundle-report.ts'

/** Red, and once for each key: whose it is, and why they say that it was used. */
export function emergencyLines(
  { request, relay }: ProofBundle,
  check: BundleCheck<EmergencyFound>,
): readonly AccountLine[] {
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
