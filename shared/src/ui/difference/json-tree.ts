import { jsonTokens } from '../../protocol/index.ts'

/** A JSON value whose scalars are still text: what two numbers differ in may be lost once they are read as numbers. */
export type JsonTree = {
  /** The value in one spelling: equal values have equal texts, whatever their white space and the order of members. */
  readonly text: string
} & (
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonTree> }
  | { readonly kind: 'list'; readonly items: readonly JsonTree[] }
  | { readonly kind: 'scalar' }
)

/** @param text known to be strict JSON */
export function jsonTree(text: string): JsonTree {
  const tokens = [...jsonTokens(text)].map(({ token }) => token)
  let at = 0
  return read()

  function read(): JsonTree {
    const token = tokens[at++] ?? ''
    if (token === '{') return readObject()
    if (token === '[') return readList()
    return { kind: 'scalar', text: scalarText(token) }
  }

  function readObject(): JsonTree {
    const members = new Map<string, JsonTree>()
    while (tokens[at] !== '}') {
      if (tokens[at] === ',') at += 1
      const name: string = JSON.parse(tokens[at] ?? '')
      // Past the colon.
      at += 2
      members.set(name, read())
    }
    at += 1
    const parts = [...members].map(([name, { text }]) => `${JSON.stringify(name)}: ${text}`)
    return { kind: 'object', members, text: `{${parts.sort().join(', ')}}` }
  }

  function readList(): JsonTree {
    const items: JsonTree[] = []
    while (tokens[at] !== ']') {
      if (tokens[at] === ',') at += 1
      items.push(read())
    }
    at += 1
    return { kind: 'list', items, text: `[${items.map((item) => item.text).join(', ')}]` }
  }
}

/** Escapes in one spelling; a number as it stands unless it is surely the same in another: 1.0 and 1. */
function scalarText(token: string): string {
  const value: unknown = JSON.parse(token)
  if (typeof value !== 'number') return JSON.stringify(value)
  return Number.isSafeInteger(value) ? String(value) : token
}
