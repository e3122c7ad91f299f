import { type ErrorCode, wordsFor } from '@countersign/shared/protocol'
import type { PolicyRefusal } from './background/policy/refusal.ts'

const day = 86_400_000
const warnedDays = 14

/** That the policy ends soon, or has ended; undefined while there is time. */
export function endingWords(validUntil: number, now: number): string | undefined {
  if (now >= validUntil) {
    return `The policy ended on ${lastDay(validUntil)}. What it protects stays held until your security team renews it.`
  }
  if (now < validUntil - warnedDays * day) return undefined
  return `The policy ends on ${lastDay(validUntil)}; your security team has to renew it.`
}

/** The last day on which a policy is valid, as its source says it: `valid_until` is the first moment after. */
export function lastDay(validUntil: number): string {
  const format = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  return new Date(validUntil - 1).toLocaleDateString('en-GB', format)
}

/** What the relay's offer is refused for. `inForce` is the version that stays, if any. */
export function refusalWords({ code, version }: PolicyRefusal, inForce: number | undefined): string {
  const stays = inForce === undefined ? 'No policy is in force.' : `Version ${inForce} stays in force.`
  return `Countersign’s relay offers a policy that this browser refuses. ${reason(code, version, inForce)} ${stays}`
}

function reason(code: ErrorCode, version: number | undefined, inForce: number | undefined): string {
  if (code === 'policy_rolled_back' && version !== undefined && version === inForce) {
    return 'It has the number of the one in force, and says something else.'
  }
  if (code === 'policy_expired' && version !== undefined && version === inForce) {
    return 'It is the one in force, and has run out.'
  }
  return wordsFor(code)
}

type NoPolicyUnder = { readonly kind: 'none' | 'anchor' } | { readonly kind: 'malformed'; readonly fault: string }

/** Why nothing is released where no policy counts, and who can help. */
export function noPolicyWords(trust: NoPolicyUnder): string {
  if (trust.kind === 'none') return 'Countersign belongs to no organisation yet: open its options and choose yours.'
  if (trust.kind === 'malformed') {
    return `The settings that your administrator made for Countersign are wrong. ${trust.fault} Everything stays held until they are right.`
  }
  return 'No policy counts under the key that this browser trusts. Everything stays held until there is one.'
}

/** What Firefox, and a Chromium whose administrator installed this extension, hold and release. */
export const overheardWords =
  'This form or link leads into a frame or a window that the page opened, where a script could send something else in its place. Nothing was sent, and nobody was asked.'

/** What an action cannot name in full, nobody could approve. */
export const unfitWords =
  'Its address, its headers or its content type are longer than what can be asked for. Nothing was sent, and nobody was asked.'

/** Where nothing can be held, because the browser does not let Countersign see it; undefined where there is no such place. */
export function noAccessWords(
  hosts: readonly { readonly pattern: string; readonly given: boolean }[],
): string | undefined {
  const missing = hosts.filter(({ given }) => !given).map(({ pattern }) => hostOf(pattern))
  if (missing.length === 0) return undefined
  return `Not protected: ${missing.join(', ')}. Countersign has no access there: what needs an approval is blocked, and nobody can be asked. Allow access in its options.`
}

/** The host of a match pattern, as people read it. */
export function hostOf(pattern: string): string {
  return pattern.replace(/^https?:\/\//, '').replace(/\/\*$/, '')
}
