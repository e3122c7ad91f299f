import { type ASTNode, type Environment, ParseError } from '@marcbachmann/cel-js'
import { nodesWhere } from './cel-nodes.ts'
import { isOpen, readWindows, weekdays } from './time-window.ts'
import { isZone, wallTime } from './time-zone.ts'

/**
 * Lets expressions speak of `time`, when the request was made, and ask of it `weekday(time, zone)`, which gives `Mon` to
 * `Sun`, and `inWindow(time, windows, zone)`. What is malformed, and a zone that nobody knows, is an error, and so unknown.
 */
export function withTime(environment: Environment): Environment {
  // In here: it is called while modules are still being loaded, and bundles load this one after those that call.
  const timestamp = 'google.protobuf.Timestamp'
  return environment
    .registerVariable('time', timestamp)
    .registerFunction(`weekday(${timestamp}, string): string`, weekday)
    .registerFunction(`inWindow(${timestamp}, string, string): bool`, inWindow)
}

function weekday(time: Date, zone: string): string {
  return weekdays[wallTimeOf(time, zone).day] ?? ''
}

function inWindow(time: Date, text: string, zone: string): boolean {
  const windows = readWindows(text)
  if (typeof windows === 'string') throw new Error(windows)
  return isOpen(windows, wallTimeOf(time, zone))
}

function wallTimeOf(time: Date, zone: string) {
  const found = wallTime(time.getTime(), zone)
  if (found === undefined) throw new Error(unknownZone(zone))
  return found
}

function unknownZone(zone: string): string {
  return `“${zone}” is no time zone that is known here (Europe/Berlin, UTC)`
}

/**
 * What could never be known, since a window or a zone is written into the expression and is none.
 *
 * @throws {ParseError} with the position in words
 */
export function demandKnownTimes(ast: ASTNode): void {
  for (const node of nodesWhere(ast, ({ op }) => op === 'call')) {
    if (node.op !== 'call') continue
    const [name, given] = node.args
    const [, second, third] = given
    if (name === 'inWindow') demandWindows(second)
    if (name === 'weekday' || name === 'inWindow') demandZone(name === 'weekday' ? second : third)
  }
}

function demandWindows(node: ASTNode | undefined): void {
  const windows = node?.op === 'value' && typeof node.args === 'string' ? readWindows(node.args) : []
  if (typeof windows === 'string') throw new ParseError(`the window ${windows}`, node)
}

function demandZone(node: ASTNode | undefined): void {
  const zone = node?.op === 'value' && typeof node.args === 'string' ? node.args : 'UTC'
  if (!isZone(zone)) throw new ParseError(unknownZone(zone), node)
}
