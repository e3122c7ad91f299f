import { compilePolicy, type Policy, type PolicyFault } from '@countersign/shared/policy'
import { type Document, isNode, LineCounter, parseDocument } from 'yaml'

/** A policy file that cannot be used. Its message is for people: file, line, column, what is wrong. */
export class PolicyFileError extends Error {
  override readonly name = 'PolicyFileError'
}

/**
 * The compiled policy in a `policy.yaml`.
 *
 * @throws {PolicyFileError} one line for everything that is wrong
 */
export function readPolicySource(file: string, text: string): Policy {
  if (text.length > 1_048_576) throw new PolicyFileError(`${file}: larger than 1 MiB.`)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2' })
  const [error] = document.errors
  if (error !== undefined)
    throw new PolicyFileError(`${file}:${place(lines, error.pos[0])} ${firstLine(error.message)}`)
  const compiled = compilePolicy(toPlain(file, document))
  if (compiled.ok) return compiled.policy
  throw new PolicyFileError(compiled.faults.map((fault) => `${file}:${placeOf(document, lines, fault)}`).join('\n'))
}

/** Aliases can make a small file explode; a policy needs none. */
function toPlain(file: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch (cause) {
    throw new PolicyFileError(`${file}: YAML aliases are not allowed.`, { cause })
  }
}

function placeOf(document: Document, lines: LineCounter, { path, message }: PolicyFault): string {
  return `${place(lines, offsetOf(document, path))} ${path.join('.')} ${message}`
}

/** Where a member stands, or the nearest thing around it when it is missing. */
function offsetOf(document: Document, path: PolicyFault['path']): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

function place(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `${line}:${col}`
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '')
}
