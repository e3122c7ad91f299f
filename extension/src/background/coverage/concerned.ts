import {
  blockingRule,
  type Matched,
  matchRule,
  type Outgoing,
  type Policy,
  type Rule,
} from '@countersign/shared/policy'
import type { Alike } from '../../paths.ts'

/** What the browser says of a blocked request before anybody has seen what it carries. */
export type Stopped = { readonly method: string; readonly url: string }

/** Whom a blocked request concerns. */
export type Concerned =
  | ({ readonly kind: 'protected' } & Matched)
  /** The network rules are wider than the policy's: whether a rule protects it nobody could look into. */
  | { readonly kind: 'alike'; readonly rule: Rule; readonly alike: Alike }

/** Which rule a request was blocked for. None: another extension may block what it likes. */
export function concernedBy(policy: Pick<Policy, 'rules'>, { method, url }: Stopped): Concerned | undefined {
  // A socket opens with a GET, and servers answer HEAD with what they do for GET.
  const asked = { method: method === 'HEAD' ? 'GET' : method, url: url.replace(/^ws/, 'http') }
  const outgoing = { ...asked, headers: [], body: { kind: 'unseen' } } as const
  const matched = matchRule(policy, outgoing)
  if (matched !== undefined) return { kind: 'protected', ...matched }
  const unseen = policy.rules.find((rule) => couldMatch(rule, outgoing))
  if (unseen !== undefined) return { kind: 'alike', rule: unseen, alike: 'unseen' }
  const rule = blockingRule(policy, asked.method, asked.url)
  return rule === undefined ? undefined : { kind: 'alike', rule, alike: 'spelling' }
}

/** The browser says of no header what the page had set. */
function couldMatch(rule: Rule, outgoing: Outgoing): boolean {
  const headers = (rule.match.headers ?? []).map(({ name }) => [name, undefined] as const)
  return matchRule({ rules: [rule] }, { ...outgoing, headers }, [rule.id]) !== undefined
}
