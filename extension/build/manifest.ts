import { type Policy, pageRules } from '@countersign/shared/policy'
import { manifestKey } from './extension-id.ts'
import { matchPatterns, originPattern } from './match-patterns.ts'

/** The part of the manifest that Vite made: where background and pages lie. */
export type BuiltManifest = Readonly<Record<string, unknown>> & { readonly version: string }

/**
 * The manifest of an organisation's build: a pure function of the policy and the fixed key. Scripts and block rules
 * for exactly the protected hosts; relay and issuers, which only the background fetches, get neither.
 */
export function manifestOf(built: BuiltManifest, policy: Policy, relay: string) {
  const protectedHosts = matchPatterns(pageRules(policy).map(({ match }) => match.url))
  const fetched = [relay, ...policy.issuers.map(({ issuer }) => issuer)].map(originPattern)
  const everywhere = {
    matches: protectedHosts,
    run_at: 'document_start',
    all_frames: true,
    match_origin_as_fallback: true,
  }
  const { web_accessible_resources: _, content_security_policy: __, ...rest } = built
  return {
    ...rest,
    name: `Countersign for ${policy.organisation}`,
    description: 'Holds protected actions until a second person has approved them.',
    key: manifestKey,
    icons: { 16: 'icons/16.png', 32: 'icons/32.png', 48: 'icons/48.png', 128: 'icons/128.png' },
    minimum_chrome_version: '130',
    permissions: ['alarms', 'declarativeNetRequest', 'identity', 'storage', 'webRequest'],
    host_permissions: [...new Set([...protectedHosts, ...fetched])].sort(),
    content_scripts: [
      { ...everywhere, js: ['rules.js', 'page.js'], world: 'MAIN' },
      { ...everywhere, js: ['content.js'] },
    ],
    storage: { managed_schema: 'managed-schema.json' },
    declarative_net_request: { rule_resources: [{ id: 'policy', enabled: true, path: 'block-rules.json' }] },
    content_security_policy: { extension_pages: "script-src 'self'; object-src 'none'; base-uri 'none'" },
  }
}
