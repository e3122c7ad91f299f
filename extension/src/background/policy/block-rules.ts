import { networkRules, type Policy } from '@countersign/shared/policy'

/** Every kind of request that a rule's URL could be reached by; `main_frame` is not among the browser's defaults. */
const everyType = [
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

/** The methods that network rules can name; anything else is `other`. */
const knownMethods = ['connect', 'delete', 'get', 'head', 'options', 'patch', 'post', 'put']

/** The network rules that block what a policy's rules protect, hook or no hook, script or no script. */
export function blockRules(policy: Pick<Policy, 'rules'>): readonly BlockRule[] {
  return networkRules(policy)
    .filter(({ blocks }) => blocks)
    .map((rule, index) => ({
      id: index + 1,
      priority: 1,
      action: { type: 'block' },
      condition: {
        regexFilter: rule.regex,
        isUrlFilterCaseSensitive: false,
        requestMethods: rule.methods.map(nameOf),
        resourceTypes: [...everyType],
      },
    }))
}

function nameOf(method: string): BlockRule['condition']['requestMethods'][number] {
  const name = method.toLowerCase()
  // One of the names that the browser knows, or its name for all others.
  return (knownMethods.includes(name) ? name : 'other') as BlockRule['condition']['requestMethods'][number]
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
    readonly resourceTypes: (typeof everyType)[number][]
  }
}
