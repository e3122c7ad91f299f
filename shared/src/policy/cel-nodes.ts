import type { ASTNode } from '@marcbachmann/cel-js'

/** `of.name` or `of["name"]`. */
export function memberOf(node: ASTNode): readonly [of: ASTNode, name: string] | undefined {
  if (node.op === '.' || node.op === '.?') return node.args
  if (node.op !== '[]' && node.op !== '[?]') return undefined
  const [of, index] = node.args
  return index.op === 'value' && typeof index.args === 'string' ? [of, index.args] : undefined
}

/** The names that lead from a variable to a member, the variable's first; none where it is no such path. */
export function pathOf(node: ASTNode): readonly string[] {
  if (node.op === 'id') return [node.args]
  const [of, name] = memberOf(node) ?? []
  const before = of === undefined ? [] : pathOf(of)
  return name === undefined || before.length === 0 ? [] : [...before, name]
}

/** Whether some part of an expression is so. */
export function someNode(node: ASTNode, isSo: (node: ASTNode) => boolean): boolean {
  return isSo(node) || nodesIn(node.args).some((part) => someNode(part, isSo))
}

/** All parts of an expression that are so, itself included. */
export function nodesWhere(node: ASTNode, isSo: (node: ASTNode) => boolean): readonly ASTNode[] {
  return [...(isSo(node) ? [node] : []), ...nodesIn(node.args).flatMap((part) => nodesWhere(part, isSo))]
}

function nodesIn(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn)
  return isNode(args) ? [args] : []
}

function isNode(value: unknown): value is ASTNode {
  return value !== null && typeof value === 'object' && 'op' in value && 'args' in value
}
