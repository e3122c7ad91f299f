import { type NetworkRule, networkRules, type Policy } from '@countersign/shared/policy'
import type { BrowserName } from '../../browser-name.ts'

/** Every kind of request that a rule's URL could be reached by; `main_frame` is not among the browser's defaults. */
const commonTypes = [
  'main_frame',
  'sub_frame',
  'stylesheet',
  'script',
  'image',
  'font',
  'object',
  'xmlhttprequest',
  'ping',
  'csp_report',
  'media',
  'websocket',
  'other',
] as const

/** Firefox has kinds of its own; a beacon, for one, is no ping there. */
const firefoxTypes = [
  'beacon',
  'imageset',
  'json',
  'object_subrequest',
  'speculative',
  'web_manifest',
  'xml_dtd',
  'xslt',
] as const

/** The methods that network rules can name; anything else is `other`. */
const knownMethods = ['connect', 'delete', 'get', 'head', 'options', 'patch', 'post', 'put']

/** The network rules that block what a policy's rules protect, hook or no hook, script or no script. */
export function blockRules(policy: Pick<Policy, 'rules'>, browser: BrowserName): readonly BlockRule[] {
  const resourceTypes = browser === 'firefox' ? [...commonTypes, ...firefoxTypes] : [...commonTypes]
  return networkRules(policy)
    .filter(({ blocks }) => blocks)
    .map((rule, index) => ({
      id: index + 1,
      priority: 1,
      action: { type: 'block' },
      condition: {
        regexFilter: rule.regex,
        isUrlFilterCaseSensitive: false,
        requestMethods: [methodOf(rule)],
        resourceTypes,
      },
    }))
}

function methodOf(rule: NetworkRule): BlockRule['condition']['requestMethods'][number] {
  const method = rule.method.toLowerCase()
  // One of the names that the browser knows, or its name for all others.
  return (knownMethods.includes(method) ? method : 'other') as BlockRule['condition']['requestMethods'][number]
}

/** The part of chrome.declarativeNetRequest.Rule that is used; the build makes the same into static rules. */
export type BlockRule = {
  readonly id: number
  readonly priority: number
  readonly action: { readonly type: 'block' }
  readonly condition: {
    readonly regexFilter: string
    readonly isUrlFilterCaseSensitive: boolean
    readonly requestMethods: `${chrome.declarativeNetRequest.RequestMethod}`[]
    readonly resourceTypes: (typeof commonTypes | typeof firefoxTypes)[number][]
  }
}
