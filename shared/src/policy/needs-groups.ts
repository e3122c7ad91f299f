import type { ASTNode } from '@marcbachmann/cel-js'
import { pathOf, someNode } from './cel-nodes.ts'
import { parseCondition, type Truth } from './conditions.ts'

/** Of whom a condition is asked: people of this issuer, whose groups are in the claim of this name. */
export type AskedOf = { readonly issuer: string; readonly groupsClaim: string | undefined }

/** Which of the two a condition asks about. */
export type Who = 'approver' | 'requester'

/**
 * Whether a condition about somebody of an issuer can come to `wanted` only by way of their groups: `||` has to be
 * stuck on both sides, `&&` on one. What the condition says of the issuer itself is known.
 */
export function needsGroups(source: string, wanted: 'yes' | 'no', asked: AskedOf, who: Who = 'approver'): boolean {
  return isStuck(parseCondition(source, 'approvers'), wanted, { ...asked, who })
}

/** Whether a condition about somebody of the issuer is `truth` by what it says of the issuer alone. */
export function isDecided(source: string, truth: 'yes' | 'no', issuer: string, who: Who = 'approver'): boolean {
  return knownOf(parseCondition(source, 'approvers'), { issuer, who }) === truth
}

type Of = { readonly issuer: string; readonly who: Who }

function isStuck(node: ASTNode, wanted: 'yes' | 'no', asked: AskedOf & Of): boolean {
  const known = knownOf(node, asked)
  // What can't become so is no way. Of the whole condition that is asked first (`isDecided`).
  if (known !== 'unknown') return known !== wanted
  if (node.op === '!_') return isStuck(node.args, wanted === 'yes' ? 'no' : 'yes', asked)
  if (node.op !== '&&' && node.op !== '||') return readsGroups(node, asked)
  const sides = node.args.map((side) => isStuck(side, wanted, asked))
  const oneWillDo = (node.op === '||') === (wanted === 'yes')
  return oneWillDo ? sides.every(Boolean) : sides.some(Boolean)
}

/** What is certain once the issuer is known. */
function knownOf(node: ASTNode, of: Of): Truth {
  if (node.op === '!_') return opposite(knownOf(node.args, of))
  if (node.op === '==') return compared(node.args, of)
  if (node.op === '!=') return opposite(compared(node.args, of))
  if (node.op !== '&&' && node.op !== '||') return 'unknown'
  const decisive = node.op === '&&' ? 'no' : 'yes'
  const sides = node.args.map((side) => knownOf(side, of))
  if (sides.includes(decisive)) return decisive
  return sides.includes('unknown') ? 'unknown' : opposite(decisive)
}

function opposite(truth: Truth): Truth {
  if (truth === 'unknown') return truth
  return truth === 'yes' ? 'no' : 'yes'
}

function compared([left, right]: readonly [ASTNode, ASTNode], { issuer, who }: Of): Truth {
  const other = isIssuerOf(left, who) ? right : isIssuerOf(right, who) ? left : undefined
  if (other?.op !== 'value') return 'unknown'
  return other.args === issuer ? 'yes' : 'no'
}

function readsGroups(node: ASTNode, { groupsClaim, who }: AskedOf & Of): boolean {
  return someNode(node, (part) => readsGroupsOf(part, who, groupsClaim === undefined ? [] : [groupsClaim]))
}

/** Whether a node is somebody's groups, by that name or by that of a claim in which an issuer has them. */
export function readsGroupsOf(node: ASTNode, who: Who, groupsClaims: readonly string[]): boolean {
  const [variable, first, ...rest] = pathOf(node)
  if (variable !== who) return false
  return first === 'claims' ? groupsClaims.includes(rest.join('.')) : first === 'groups' && rest.length === 0
}

function isIssuerOf(node: ASTNode, who: Who): boolean {
  const path = pathOf(node)
  return path.length === 2 && path[0] === who && path[1] === 'iss'
}
