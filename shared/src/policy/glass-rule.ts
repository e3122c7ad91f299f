import type { BreakGlass } from './break-glass.ts'
import { replaceRuleId } from './replace-rule.ts'
import type { Rule } from './schema.ts'

/** A rule whose glass may be broken. */
export type GlassRule = Rule & { readonly break_glass: BreakGlass }

/** Whether a rule's glass may be broken at all. The policy itself is never replaced without approval. */
export function hasGlass(rule: Rule): rule is GlassRule {
  return rule.break_glass !== undefined && rule.id !== replaceRuleId
}

/** How who breaks the glass has to sign in: anew, and as strongly as the glass says, not as its approvers. */
export function glassTerms(rule: GlassRule): GlassRule {
  return { ...rule, reauth: 'always', acr: rule.break_glass.acr }
}

/**
 * Whether a reason is one to go without approval by. White space at its ends does not count: what `trim` of ECMAScript
 * removes, as docs/protocol.md lists it.
 */
export function isGlassReason(reason: string): boolean {
  return [...reason.trim()].length >= glassReasonLength
}

/** The fewest characters that are a reason for going without approval. */
export const glassReasonLength = 10
