import type { Matcher } from '../messages.ts'

/** The matchers in force on this page: first those of the build, then those of the policy in force. */
let matchers: readonly (Matcher & { readonly test: (url: string) => boolean })[] = []
let methods: ReadonlySet<string> = new Set()

// Page scripts run later and may replace prototypes; what matching needs is kept from before.
const { exec } = RegExp.prototype
const { apply } = Reflect
const { URL } = globalThis

export function setMatchers(list: readonly Matcher[]): void {
  matchers = list.map((matcher) => {
    const regex = new RegExp(matcher.regex)
    return { ...matcher, test: (url) => apply(exec, regex, [url]) !== null }
  })
  methods = new Set(list.map(({ method }) => method))
}

/** Whether any rule could match this method: an ordinary request is let through after this one look-up. */
export function isProtectedMethod(method: string): boolean {
  return methods.has(method)
}

/** The absolute URL, without fragment and credentials, if a rule protects it. */
export function protectedUrl(method: string, url: string): string | undefined {
  const canonical = canonicalise(url)
  if (canonical === undefined) return undefined
  return matchers.some((matcher) => matcher.method === method && matcher.test(canonical)) ? canonical : undefined
}

function canonicalise(url: string): string | undefined {
  try {
    const parsed = new URL(url, document.baseURI)
    parsed.hash = ''
    parsed.username = ''
    parsed.password = ''
    return parsed.href
  } catch {
    return undefined
  }
}
