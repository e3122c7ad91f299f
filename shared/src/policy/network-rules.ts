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
  readonly method: string
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

const known = new WeakMap<readonly Rule[], readonly NetworkRule[]>()

function makeNetworkRules(rules: Rule[]): readonly NetworkRule[] {
  const found = new Map<string, NetworkRule>()
  const add = (rule: NetworkRule) => {
    const key = `${rule.method} ${rule.regex}`
    if (found.get(key)?.blocks !== true) found.set(key, rule)
  }
  const nets = pageRules({ rules }).map((rule) => ({ net: compileUrlNet(rule.match.url), ...reachOf(rule) }))
  for (const { net, methods, blocks } of nets) for (const method of methods) add({ method, regex: net.exact, blocks })
  for (const { net, methods, blocks } of nets) for (const method of methods) add({ method, regex: net.odd, blocks })
  return [...found.values()]
}

/** Whether the browser's network blocks a request, so that it has to be let through to be sent at all. */
export function isBlocked(policy: Pick<Policy, 'rules'>, method: string, url: string): boolean {
  const canonical = canonicalUrl(url)
  if (canonical === undefined) return false
  return networkRules(policy).some(
    (rule) => rule.blocks && rule.method === method.toUpperCase() && new RegExp(rule.regex, 'i').test(canonical),
  )
}

function reachOf({ match }: Rule): { readonly methods: readonly string[]; readonly blocks: boolean } {
  const methods = mayBeDisguised(match) ? [match.method, 'POST'] : [match.method]
  return { methods, blocks: match.body?.mode !== 'relaxed' }
}
