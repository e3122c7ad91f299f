import { mayBeDisguised } from './match/disguise.ts'
import { isRelaxed } from './match/relaxed.ts'
import { canonicalUrl } from './match/url.ts'
import { pageRules } from './replace-rule.ts'
import type { Policy, Rule } from './schema.ts'
import { compileUrlNet, type UrlNet } from './url-net.ts'

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

export function networkRules(policy: Pick<Policy, 'rules'>): readonly NetworkRule[] {
  return knownOf(policy).merged
}

/** Whether the browser's network blocks a request, so that it has to be let through to be sent at all. */
export function isBlocked(policy: Pick<Policy, 'rules'>, method: string, url: string): boolean {
  return blockingRule(policy, method, url) !== undefined
}

/** The first rule for whose sake the browser's network blocks a request. It need not be one that protects it. */
export function blockingRule(policy: Pick<Policy, 'rules'>, method: string, url: string): Rule | undefined {
  const canonical = canonicalUrl(url)
  if (canonical === undefined) return undefined
  const upper = method.toUpperCase()
  return knownOf(policy).nets.find(
    ({ blocks, methods, exact, odd }) =>
      blocks && methods.includes(upper) && [exact, ...odd].some((regex) => new RegExp(regex, 'i').test(canonical)),
  )?.rule
}

type Known = { readonly nets: readonly RuleNet[]; readonly merged: readonly NetworkRule[] }

/** What one rule of the policy has the browser look at. */
type RuleNet = UrlNet & Omit<NetworkRule, 'regex'> & { readonly rule: Rule }

const known = new WeakMap<readonly Rule[], Known>()

function knownOf({ rules }: Pick<Policy, 'rules'>): Known {
  const before = known.get(rules)
  if (before !== undefined) return before
  const nets = pageRules({ rules }).map(netOf)
  const made = { nets, merged: merge(nets) }
  known.set(rules, made)
  return made
}

function netOf(rule: Rule): RuleNet {
  const { match } = rule
  const methods = mayBeDisguised(match) ? [match.method, 'POST'] : [match.method]
  return { ...compileUrlNet(match.url), rule, methods, blocks: !isRelaxed(match) }
}

/** One for each expression: a browser takes no more than a thousand. */
function merge(nets: readonly RuleNet[]): readonly NetworkRule[] {
  const found = new Map<string, NetworkRule>()
  const add = ({ blocks, methods }: RuleNet, regex: string) => {
    const key = `${blocks} ${regex}`
    found.set(key, { regex, blocks, methods: [...new Set([...(found.get(key)?.methods ?? []), ...methods])] })
  }
  for (const net of nets) add(net, net.exact)
  for (const net of nets) for (const regex of net.odd) add(net, regex)
  return [...found.values()]
}
