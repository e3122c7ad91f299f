import type { BreakGlass } from './break-glass.ts'
import type { Rule } from './schema.ts'

/** What of a rule says whether its glass may be broken. */
type Demanding = Pick<Rule, 'approvers' | 'break_glass' | 'acr'>

/**
 * Whether two rules that protect one request let it go without approval together: each that asks approvers has to allow
 * it. One that asks the requester has no glass, and its `acr` holds of the requester here as well.
 */
export function strictestGlass(one: Demanding, other: Demanding): { readonly break_glass?: BreakGlass } {
  if (one.approvers === undefined) return other.approvers === undefined ? {} : beside(other.break_glass, one.acr)
  if (other.approvers === undefined) return beside(one.break_glass, other.acr)
  if (one.break_glass === undefined || other.break_glass === undefined) return {}
  const who = [...one.break_glass.who, ...other.break_glass.who]
  const isFirst = (entitled: (typeof who)[number], index: number) =>
    who.findIndex((earlier) => JSON.stringify(earlier) === JSON.stringify(entitled)) === index
  return beside({ who: who.filter(isFirst), acr: one.break_glass.acr }, other.break_glass.acr)
}

/** With a sign-in that both take; where there is none, nobody could sign in for it. */
function beside(glass: BreakGlass | undefined, taken: Rule['acr']): { readonly break_glass?: BreakGlass } {
  if (glass === undefined) return {}
  const acr = taken === undefined ? glass.acr : glass.acr.filter((value) => taken.includes(value))
  return acr.length === 0 ? {} : { break_glass: { ...glass, acr } }
}
