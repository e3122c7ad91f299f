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
  const blocking = networkRules(policy).filter(({ blocks }) => blocks)
  const sockets = blocking.filter(({ methods }) => methods.includes('GET')).map(({ regex }) => asSocket(regex))
  const conditions = [...blocking.map((rule) => conditionOf(rule, browser)), ...sockets]
  return conditions.map((condition, index) => ({
    id: index + 1,
    priority: 1,
    action: { type: 'block' },
    condition: { ...condition, isUrlFilterCaseSensitive: false },
  }))
}

type Condition = Omit<BlockRule['condition'], 'isUrlFilterCaseSensitive'>

function conditionOf({ regex, methods }: NetworkRule, browser: BrowserName): Condition {
  const resourceTypes = browser === 'firefox' ? [...commonTypes, ...firefoxTypes] : [...commonTypes]
  // Servers answer HEAD with what they do for GET.
  const answered = methods.includes('GET') ? [...methods, 'HEAD'] : methods
  return { regexFilter: regex, requestMethods: [...new Set(answered.map(nameOf))], resourceTypes }
}

/**
 * The handshake of a WebSocket is a GET like any other, to a server that does not look at what it asks for. A rule that
 * names methods is not about sockets.
 */
function asSocket(regex: string): Condition {
  return { regexFilter: regex.replace(/^\^http/, '^ws'), resourceTypes: ['websocket'] }
}

type Methods = NonNullable<Condition['requestMethods']>

function nameOf(method: string): Methods[number] {
  const name = method.toLowerCase()
  // One of the names that the browser knows, or its name for all others.
  return (knownMethods.includes(name) ? name : 'other') as Methods[number]
}

/** The part of chrome.declarativeNetRequest.Rule that is used; the build makes the same into static rules. */
export type BlockRule = {
  readonly id: number
  readonly priority: number
  readonly action: { readonly type: 'block' }
  readonly condition: {
    readonly regexFilter: string
    readonly isUrlFilterCaseSensitive: boolean
    readonly requestMethods?: `${chrome.declarativeNetRequest.RequestMethod}`[]
    readonly resourceTypes: (typeof commonTypes | typeof firefoxTypes)[number][]
  }
}
