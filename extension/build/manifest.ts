import { type Policy, pageRules } from '@countersign/shared/policy'
import type { BrowserName } from '../src/browser-name.ts'
import { answerFile } from '../src/mark.ts'
import { matchPatterns, originPattern, socketPattern, withoutPorts } from '../src/match-patterns.ts'
import { geckoId, manifestKey } from './extension-id.ts'

/** The part of the manifest that Vite made: where background and pages lie. */
export type BuiltManifest = Readonly<Record<string, unknown>> & {
  readonly version: string
  readonly background: { readonly service_worker: string; readonly type: 'module' }
}

export type ManifestOptions = {
  readonly policy: Policy
  readonly relay: string
  readonly browser: BrowserName
  /** For a package that the organisation signs, and serves itself. */
  readonly own?: OwnPackage
}

export type OwnPackage = { readonly publicKey: string; readonly updateUrl: string }

/** The first Chromium that has all that is used. */
export const oldestChromium = '130'

/**
 * The manifest of an organisation's build: a pure function of policy, browser and the fixed ids. Scripts and block rules
 * for exactly the protected hosts; relay and issuers, which only the background fetches, get neither.
 */
export function manifestOf(built: BuiltManifest, { policy, relay, browser, own }: ManifestOptions) {
  const patterns = browser === 'firefox' ? withoutPorts : (all: string[]) => all
  // What is only monitored now may be held by the next policy, and this build has to be able to.
  const rules = [...pageRules(policy), ...(policy.monitored ?? [])]
  const protectedHosts = patterns(matchPatterns(rules.map(({ match }) => match.url)))
  // A WebSocket opens with a GET: where it is blocked, the person is told.
  const opened = rules.filter(({ match }) => match.method === 'GET')
  const sockets = patterns(matchPatterns(opened.map(({ match }) => match.url))).map(socketPattern)
  const fetched = patterns([relay, ...policy.issuers.map(({ issuer }) => issuer)].map(originPattern))
  const everywhere = {
    matches: protectedHosts,
    run_at: 'document_start',
    all_frames: true,
    match_origin_as_fallback: true,
  }
  return {
    ...everyManifest(built),
    name: `Countersign for ${policy.organisation}`,
    // `webRequestBlocking`: Chromium grants it to what an administrator has installed, and to nothing else.
    permissions: [...permissions, ...(browser === 'firefox' ? [] : [whatWasBlocked]), 'webRequestBlocking'],
    host_permissions: [...new Set([...protectedHosts, ...sockets, ...fetched])].sort(),
    content_scripts: [
      { ...everywhere, js: ['rules.js', 'page.js'], world: 'MAIN' },
      { ...everywhere, js: ['content.js'] },
    ],
    declarative_net_request: { rule_resources: [{ id: 'policy', enabled: true, path: 'block-rules.json' }] },
    ...(browser === 'firefox' ? forFirefox(built, protectedHosts) : forChromium),
    ...(own === undefined ? {} : ownPackage(built, policy, own)),
  }
}

/**
 * The manifest of the build for everybody: hosts and scripts are asked for and registered once a policy says which.
 * Chromium's; what an add-on may see is optional in Firefox anyway.
 */
export function storeManifestOf(built: BuiltManifest) {
  return {
    ...everyManifest(built),
    name: 'Countersign',
    permissions: [...permissions, whatWasBlocked, 'scripting'],
    optional_host_permissions: ['https://*/*', 'http://*/*'],
    ...forChromium,
  }
}

const permissions = ['alarms', 'declarativeNetRequest', 'identity', 'storage', 'webRequest']

/** Chromium tells how much was blocked in the tab whose button was pressed, and only then; Firefox does not. */
const whatWasBlocked = 'activeTab'

function everyManifest(built: BuiltManifest) {
  const { web_accessible_resources: _, content_security_policy: __, ...rest } = built
  return {
    ...rest,
    description: 'Holds protected actions until a second person has approved them.',
    icons: { 16: 'icons/16.png', 32: 'icons/32.png', 48: 'icons/48.png', 128: 'icons/128.png' },
    content_security_policy: { extension_pages: "script-src 'self'; object-src 'none'; base-uri 'none'" },
  }
}

/** The key fixes the id, and with it the redirect URI of the sign-in. */
const forChromium = {
  key: manifestKey,
  minimum_chrome_version: oldestChromium,
  storage: { managed_schema: 'managed-schema.json' },
}

/**
 * Browsers update to higher versions only: the policy's own is the last part, so that a build with the next policy is
 * one.
 *
 * @throws {RangeError} where browsers could not tell it
 */
function ownPackage({ version }: BuiltManifest, policy: Policy, { publicKey, updateUrl }: OwnPackage) {
  if (policy.version > 65_535) throw new RangeError('Browsers count no further than 65535 in a version.')
  return { key: publicKey, version: `${version}.${policy.version}`, update_url: updateUrl }
}

/**
 * An event page instead of a worker; the first version is the first that all of it was measured on. Its network rules
 * lead only to files that pages might load: the one that is, is empty, and no page knows its address.
 */
function forFirefox({ background }: BuiltManifest, matches: readonly string[]) {
  return {
    web_accessible_resources: [{ resources: [answerFile], matches }],
    background: { scripts: [background.service_worker], type: background.type },
    browser_specific_settings: {
      gecko: { id: geckoId, strict_min_version: '153.0', data_collection_permissions: { required: whatLeaves } },
    },
  }
}

/** What goes to the organisation's own relay and provider: who asks, and the request that they ask for. */
const whatLeaves = ['authenticationInfo', 'browsingActivity', 'personallyIdentifyingInfo', 'websiteContent']
