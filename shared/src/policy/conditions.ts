import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { celFacts, type Facts } from './cel-facts.ts'
import { demandNetworks, withCidr } from './cidr.ts'
import { withTime } from './time-facts.ts'

/** Three-valued on purpose: a condition that touches a claim that is absent is unknown, never false or empty. */
export type Truth = 'yes' | 'no' | 'unknown'

/** Where a condition stands decides its vocabulary. */
export type Vocabulary = keyof typeof environments

const environments = {
  members: withCidr(new Environment()).registerVariable('claims', 'map'),
  approvers: withTime(
    withCidr(new Environment())
      .registerVariable('approver', 'map')
      .registerVariable('requester', 'map')
      .registerVariable('action', 'map'),
  ),
  glass: withTime(withCidr(new Environment()).registerVariable('requester', 'map').registerVariable('action', 'map')),
  seen: withCidr(new Environment()).registerVariable('seen', 'map'),
} as const

/**
 * Compiles a CEL condition, statically checked.
 *
 * @throws {Error} with the position in words, when it does not parse or does not give a boolean
 */
export function compileCondition(source: string, vocabulary: Vocabulary): (facts: Facts) => Truth {
  const known = compiled[vocabulary].get(source)
  if (known !== undefined) return known
  const condition = compile(source, vocabulary)
  compiled[vocabulary].set(source, condition)
  return condition
}

/** The same, to be read and not run; for a condition that compiles. */
export function parseCondition(source: string, vocabulary: Vocabulary): ASTNode {
  return environments[vocabulary].parse(source).ast
}

const compiled: Record<Vocabulary, Map<string, (facts: Facts) => Truth>> = {
  members: new Map(),
  approvers: new Map(),
  glass: new Map(),
  seen: new Map(),
}

function compile(source: string, vocabulary: Vocabulary): (facts: Facts) => Truth {
  const environment = environments[vocabulary]
  const checked = environment.check(source)
  if (!checked.valid) throw new Error(checked.error?.message ?? 'not a valid condition')
  if (checked.type !== 'bool' && checked.type !== 'dyn') throw new Error(`gives ${checked.type}, not yes or no`)
  const run = environment.parse(source)
  demandNetworks(run.ast)
  return (facts) => evaluate(() => run(celFacts(facts)))
}

function evaluate(run: () => unknown): Truth {
  try {
    const value = run()
    if (value === true) return 'yes'
    if (value === false) return 'no'
    return 'unknown'
  } catch {
    // CEL answers an absent key, or an operation on a type that has none, with an error: the condition's truth is not known.
    return 'unknown'
  }
}
