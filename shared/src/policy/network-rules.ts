import { mayBeDisguised } from './match/disguise.ts'
import { canonicalUrl } from './match/url.ts'
import { pageRules } from './replace-rule.ts'
import type { Policy, Rule } from './schema.ts'
import { compileUrlNet } from './url-net.ts'

/**
 * Which requests a page does not send by itself, by method and URL: wider than the policy's rules, which look into the
 * body as well and know every reading of a URL. What is caught here and protected by no rule is let through.
 */
export type NetworkRule = {
  readonly methods: readonly string[]
  /** Over the URL as it stands, fragment and all; case does not count. RE2 and ECMAScript read it alike. */
  readonly regex: string
  /** Whether the browser's network blocks it; otherwise only the page hook looks at it. */
  readonly blocks: boolean
}

export function networkRules({ rules }: Pick<Policy, 'rules'>): readonly NetworkRule[] {
  const before = known.get(rules)
  if (before !== undefined) return before
  const made = makeNetworkRules(rules)
  known.set(rules, made)
  return made
}

/** Whether the browser's network blocks a request, so that it has to be let through to be sent at all. */
export function isBlocked(policy: Pick<Policy, 'rules'>, method: string, url: string): boolean {
  const canonical = canonicalUrl(url)
  if (canonical === undefined) return false
  const upper = method.toUpperCase()
  return networkRules(policy).some(
    ({ blocks, methods, regex }) => blocks && methods.includes(upper) && new RegExp(regex, 'i').test(canonical),
  )
}

const known = new WeakMap<readonly Rule[], readonly NetworkRule[]>()

/** One for each expression: a browser takes no more than a thousand. */
function makeNetworkRules(rules: Rule[]): readonly NetworkRule[] {
  const found = new Map<string, NetworkRule>()
  const nets = pageRules({ rules }).map(({ match }) => ({ match, net: compileUrlNet(match.url) }))
  const add = (match: Rule['match'], regex: string) => {
    const blocks = match.body?.mode !== 'relaxed'
    const key = `${blocks} ${regex}`
    const methods = mayBeDisguised(match) ? [match.method, 'POST'] : [match.method]
    found.set(key, { regex, blocks, methods: [...new Set([...(found.get(key)?.methods ?? []), ...methods])] })
  }
  for (const { match, net } of nets) add(match, net.exact)
  for (const { match, net } of nets) for (const regex of net.odd) add(match, regex)
  return [...found.values()]
}
