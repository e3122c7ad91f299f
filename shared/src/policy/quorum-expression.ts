import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { celFacts, type Facts } from './cel-facts.ts'
import { mostPeople } from './most-people.ts'
import { withTime } from './time-facts.ts'

const environment = withTime(
  new Environment()
    .registerVariable('params', 'map')
    .registerVariable('action', 'map')
    .registerVariable('requester', 'map'),
)

/**
 * Compiles how many people have to approve: a number, or CEL that gives one. What it gives is checked whenever it is
 * asked: undefined where it is unknown or not from 1 to 20.
 *
 * @throws {Error} with the position in words, when it does not parse or is not sure to give an integer
 */
export function compileQuorum(source: number | string): (facts: Facts) => number | undefined {
  if (typeof source === 'number') return () => source
  const known = compiled.get(source)
  if (known !== undefined) return known
  const quorum = compile(source)
  compiled.set(source, quorum)
  return quorum
}

/** The same, to be read and not run; for one that compiles. */
export function parseQuorum(source: string): ASTNode {
  return environment.parse(source).ast
}

const compiled = new Map<string, (facts: Facts) => number | undefined>()

function compile(source: string): (facts: Facts) => number | undefined {
  const checked = environment.check(source)
  if (!checked.valid) throw new Error(checked.error?.message ?? 'not a valid expression')
  if (checked.type !== 'int') throw new Error(`gives ${checked.type}, and it has to be sure to give an integer (int)`)
  const run = environment.parse(source)
  return (facts) => numberOf(() => run(celFacts(facts)))
}

function numberOf(run: () => unknown): number | undefined {
  try {
    const value = run()
    // CEL's int.
    if (typeof value !== 'bigint') return undefined
    return value >= 1n && value <= BigInt(mostPeople) ? Number(value) : undefined
  } catch {
    // An absent param, or an operation that does not fit: how many are needed is not known.
    return undefined
  }
}
