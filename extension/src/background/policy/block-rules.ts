import type { Rule } from '@countersign/shared/policy'

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
export function blockRules(rules: readonly Rule[]): readonly BlockRule[] {
  return rules.flatMap(conditionsOf).map((condition, index) => ({
    id: index + 1,
    priority: 1,
    action: { type: 'block' },
    condition: { ...condition, isUrlFilterCaseSensitive: false },
  }))
}

type Condition = Omit<BlockRule['condition'], 'isUrlFilterCaseSensitive'>

function conditionsOf(rule: Rule): readonly Condition[] {
  const expressions = [tolerant(rule.match.regex), ...encoded(rule)]
  const common = { requestMethods: methodsOf(rule), resourceTypes: [...everyType] }
  const plain = expressions.map((regexFilter) => ({ regexFilter, ...common }))
  return rule.match.method === 'GET' ? [...plain, ...expressions.map(asSocket)] : plain
}

/** The rule's own expression, with any fragment behind it: network rules see it, and it must not get around them. */
function tolerant(regex: string): string {
  return `${regex.slice(0, -1)}(?:#.*)?$`
}

/**
 * Servers take `%64elete` for `delete`, and no browser writes it so: an address of this host in which letters of the
 * rule's own path are percent-encoded is blocked, whatever it leads to.
 */
function encoded(rule: Rule): readonly string[] {
  const { regex, url } = rule.match
  const rest = url.slice(url.indexOf('/', url.indexOf('://') + 3))
  const letters = rest.replaceAll(/:\w+/g, '').match(/[\w.~-]/g) ?? []
  if (letters.length === 0) return []
  const codes = letters.flatMap((letter) => [letter.toLowerCase(), letter.toUpperCase()]).map(hexOf)
  const firsts = [...new Set(codes.map(([first]) => first))].sort()
  const pairs = firsts.map((first) => {
    const seconds = new Set(codes.filter((code) => code[0] === first).map(([, second]) => second))
    return `${first}[${[...seconds].sort().join('')}]`
  })
  const origin = regex.slice(0, regex.indexOf('\\/'))
  return [`${origin}\\/[^${rest.includes('?') ? '' : '?'}#]*%(?:${pairs.join('|')})`]
}

function hexOf(letter: string): string {
  return letter.charCodeAt(0).toString(16)
}

/**
 * The handshake of a WebSocket is a GET like any other, to a server that does not look at what it asks for. A rule that
 * names methods is not about sockets.
 */
function asSocket(regex: string): Condition {
  return { regexFilter: regex.replace(/^\^http/, '^ws'), resourceTypes: ['websocket'] }
}

type Methods = NonNullable<Condition['requestMethods']>

/** Servers answer HEAD with what they do for GET. */
function methodsOf({ match }: Rule): Methods {
  const method = match.method.toLowerCase()
  if (method === 'get') return ['get', 'head']
  // One of the names that the browser knows, or its name for all others.
  return [(knownMethods.includes(method) ? method : 'other') as Methods[number]]
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
    readonly resourceTypes: (typeof everyType)[number][]
  }
}
