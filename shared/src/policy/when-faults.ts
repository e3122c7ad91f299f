import type { ASTNode } from '@marcbachmann/cel-js'
import { nodesWhere, pathOf } from './cel-nodes.ts'
import { conditionFaults } from './condition-faults.ts'
import { parseCondition } from './conditions.ts'
import type { PolicyFault } from './fault.ts'
import { manyGroups, readsManyGroups } from './groups-read-faults.ts'
import { readsGroupsOf } from './needs-groups.ts'
import type { PolicySource } from './source.ts'
import { compileUrlPattern } from './url-pattern.ts'

type Path = PolicyFault['path']
type RuleSource = PolicySource['rules'][number]
type Issuers = PolicySource['issuers']

/** What is wrong in when a rule counts. */
export function whenFaults({ when, match }: RuleSource, issuers: Issuers, path: Path): PolicyFault[] {
  if (when === undefined) return []
  const faults = conditionFaults(when, 'rules', path)
  if (faults.length > 0) return faults
  const ast = parseCondition(when, 'rules')
  const messages = [...unknownMembers(ast), ...unknownParams(ast, match.url), ...groupsRead(ast, issuers)]
  return messages.map((message) => ({ path, message }))
}

const members = ['method', 'url']

/** It would be unknown for every request, and the rule would always count. */
function unknownMembers(ast: ASTNode): readonly string[] {
  return namesAfter('action', ast)
    .filter((name) => !members.includes(name))
    .map((name) => `action has no "${name}" here: it has method and url, and params stand beside it`)
}

function unknownParams(ast: ASTNode, url: string): readonly string[] {
  const captured = namesIn(url)
  return namesAfter('params', ast)
    .filter((name) => captured !== undefined && !captured.includes(name))
    .map((name) => `the URL pattern has no ":${name}"`)
}

/** A pattern that is none has a fault of its own. */
function namesIn(url: string): readonly string[] | undefined {
  try {
    return compileUrlPattern(url).names
  } catch {
    return undefined
  }
}

function groupsRead(ast: ASTNode, issuers: Issuers): readonly string[] {
  if (readsManyGroups(ast, 'requester', issuers))
    return [`${manyGroups}. Say in the condition of which requester.iss it speaks`]
  if (issuers.some(({ identity }) => identity.groups !== undefined)) return []
  if (nodesWhere(ast, (node) => readsGroupsOf(node, 'requester', [])).length === 0) return []
  return ['reads requester.groups, which no issuer maps (identity.groups): the rule would always count']
}

function namesAfter(variable: string, ast: ASTNode): readonly string[] {
  const paths = nodesWhere(ast, (node) => pathOf(node)[0] === variable).map(pathOf)
  return [...new Set(paths.flatMap(([, name]) => name ?? []))]
}
