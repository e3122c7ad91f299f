import { keeper, method } from './kept.ts'

const { apply } = Reflect
const keepRegExp = keeper(RegExp)
const exec = method(RegExp.prototype, 'exec')
const lowerCase = method(String.prototype, 'toLowerCase')
const charset = keepRegExp(/(;\s*charset\s*=\s*["']?)([^\s"';]*)/gi)
const essence = /^\s*([^\s/;,]+\/[^\s/;,]+)\s*(?:$|[;,])/
const firstCharset = /;\s*charset\s*=\s*["']?([^\s"';]+)/i
const replace = charset[Symbol.replace]

/** A content type of text that a script sends: always UTF-8, whatever the script says. */
export function withUtf8(type: string): string {
  return apply(replace, charset, [type, '$1UTF-8'])
}

/** The type without its parameters, in lower case; undefined where it is none. */
export function essenceOf(type: string): string | undefined {
  const found = exec(essence, type)?.[1]
  return found === undefined ? undefined : lowerCase(found)
}

/** The encoding that a content type names. */
export function charsetOf(type: string): string | undefined {
  return exec(firstCharset, type)?.[1]
}

/** Whether a type without parameters is XML of any kind. */
export function isXml(type: string): boolean {
  return exec(xml, type) !== null
}

const xml = /^(?:text\/xml|application\/xml|.+\+xml)$/
