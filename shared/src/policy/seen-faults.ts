import type { ASTNode } from '@marcbachmann/cel-js'
import { pathOf, someNode } from './cel-nodes.ts'
import { conditionFaults } from './condition-faults.ts'
import { parseCondition } from './conditions.ts'
import type { PolicyFault } from './fault.ts'
import type { SeenDemand } from './seen.ts'

type Path = PolicyFault['path']

/** What is wrong in where who asks and who approves has to be. */
export function seenFaults(seen: SeenDemand | undefined, path: Path): PolicyFault[] {
  return (['requester', 'approver'] as const).flatMap((who) => {
    const condition = seen?.[who]
    return condition === undefined ? [] : faultsIn(condition, [...path, 'seen', who])
  })
}

function faultsIn(condition: string, path: Path): PolicyFault[] {
  const faults = conditionFaults(condition, 'seen', path)
  if (faults.length > 0) return faults
  const ast = parseCondition(condition, 'seen')
  if (!someNode(ast, (node) => node.op === 'id' && node.args === 'seen')) {
    return [{ path, message: 'says nothing of what is seen: seen.ip, seen.country, seen.city' }]
  }
  const messages = [...unknownMembers(ast), ...noCountries(ast)]
  return messages.map((message) => ({ path, message }))
}

const members = ['ip', 'country', 'city']

/** It would be unknown for everybody, and keep everybody from it. */
function unknownMembers(ast: ASTNode): readonly string[] {
  return found(ast, (node) => {
    const [variable, name, ...more] = pathOf(node)
    if (variable !== 'seen' || name === undefined || more.length > 0 || members.includes(name)) return []
    return [`seen has no "${name}": it has ip, country and city`]
  })
}

/** A country that is written otherwise is nobody's. */
function noCountries(ast: ASTNode): readonly string[] {
  return found(ast, (node) => {
    if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return []
    if (!node.args.some((side) => pathOf(side).join('.') === 'seen.country')) return []
    return node.args
      .flatMap(textsIn)
      .filter((text) => !/^[A-Z]{2}$/.test(text))
      .map((text) => `"${text}" is no country: write its two capital letters (ISO 3166-1), such as CH`)
  })
}

function textsIn(node: ASTNode): readonly string[] {
  if (node.op === 'list') return node.args.flatMap(textsIn)
  return node.op === 'value' && typeof node.args === 'string' ? [node.args] : []
}

function found(ast: ASTNode, lookAt: (node: ASTNode) => readonly string[]): readonly string[] {
  const all: string[] = []
  someNode(ast, (node) => {
    all.push(...lookAt(node))
    return false
  })
  return [...new Set(all)]
}
