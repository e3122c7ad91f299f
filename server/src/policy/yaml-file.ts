import { type Document, isNode, LineCounter, parseDocument, visit } from 'yaml'
import { PolicyFileError } from './policy-file-error.ts'

/** Where something stands in what was read: names of members and indexes. */
export type YamlPath = readonly (string | number)[]

/** What a YAML file holds, and where: `file:line:column`. */
export type YamlFile = { readonly value: unknown; readonly placeOf: (path: YamlPath) => string }

/** @throws {PolicyFileError} */
export function readYaml(file: string, text: string): YamlFile {
  if (text.length > 1_048_576) throw new PolicyFileError(`${file}:1:1 is larger than 1 MiB.`)
  const lines = new LineCounter()
  const document = parse(file, text, lines)
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  const [error] = document.errors
  if (error !== undefined) throw new PolicyFileError(`${place(error.pos[0])} ${firstLine(error.message)}`)
  const alias = firstAlias(document)
  if (alias === undefined) return { value: document.toJS(), placeOf: (path) => place(offsetOf(document, path)) }
  throw new PolicyFileError(`${place(alias)} YAML aliases (*name) are not allowed: write it out.`)
}

/** The parser calls itself for what stands inside: brackets without end would be more than it can take. */
function parse(file: string, text: string, lineCounter: LineCounter): Document {
  try {
    return parseDocument(text, { lineCounter, uniqueKeys: true, version: '1.2' })
  } catch (cause) {
    if (cause instanceof RangeError) throw new PolicyFileError(`${file}:1:1 is nested too deeply.`, { cause })
    throw cause
  }
}

/** Aliases can make a small file explode; nothing here needs one. */
function firstAlias(document: Document): number | undefined {
  let found: number | undefined
  visit(document, {
    Alias(_, { range }) {
      found = range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return found
}

/** Where a member stands, or the nearest thing around it when it is missing. */
function offsetOf(document: Document, path: YamlPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '')
}
