import type { Matcher } from '../page-messages.ts'
import { dictionary, getter, method, setter } from './kept.ts'

const { RegExp, URL } = globalThis
const exec = method(RegExp.prototype, 'exec')
const upperCase = method(String.prototype, 'toUpperCase')
const baseOf = getter(Node.prototype, 'baseURI')
const hrefOf = getter(URL.prototype, 'href')
const setHash = setter(URL.prototype, 'hash')
const setUsername = setter(URL.prototype, 'username')
const setPassword = setter(URL.prototype, 'password')

/** The matchers in force on this page, by method: first those of the build, then those of the policy in force. */
let matchers = dictionary<RegExp[]>()

export function setMatchers(list: readonly Matcher[]): void {
  matchers = dictionary()
  for (let index = 0; index < list.length; index += 1) {
    const matcher = list[index]
    if (matcher === undefined) continue
    const regexes = matchers[matcher.method] ?? []
    regexes[regexes.length] = new RegExp(matcher.regex, 'i')
    matchers[matcher.method] = regexes
  }
}

/** Whether any rule could match this method: an ordinary request is let through after this one look-up. */
export function isProtectedMethod(name: string | undefined): name is string {
  return name !== undefined && matchers[upperCase(name)] !== undefined
}

/** The absolute URL, without fragment and credentials, if a rule protects it. */
export function protectedUrl(name: string, url: string | undefined): string | undefined {
  const regexes = matchers[upperCase(name)]
  if (regexes === undefined || url === undefined) return undefined
  const canonical = canonicalise(url)
  if (canonical === undefined) return undefined
  for (let index = 0; index < regexes.length; index += 1) {
    const regex = regexes[index]
    if (regex !== undefined && exec(regex, canonical) !== null) return canonical
  }
  return undefined
}

function canonicalise(url: string): string | undefined {
  try {
    const parsed = new URL(url, baseOf(document))
    setHash(parsed, '')
    setUsername(parsed, '')
    setPassword(parsed, '')
    return hrefOf(parsed)
  } catch {
    return undefined
  }
}
