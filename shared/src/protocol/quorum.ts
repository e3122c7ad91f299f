import { demand, ProtocolError } from '../errors.ts'
import {
  compileQuorum,
  fillParts,
  mostPeople,
  openParts,
  type Policy,
  type Rule,
  rangesOf,
  stageOf,
} from '../policy/index.ts'
import { type Approver, identityFacts } from './approver.ts'
import { mayShareOnePlace } from './delegate.ts'
import { samePerson } from './person.ts'
import type { ActionRequest } from './request.ts'

/** A part of a rule's approvers: how many have to approve at least, and how many count for it. */
export type CountedPart = {
  readonly name: string
  readonly stage: number
  readonly quorum: number
  readonly count: number
}

type AskedRequest = Pick<ActionRequest, 'requester' | 'action' | 'created'>
type Asked = { readonly rule: Pick<Rule, 'approvers'>; readonly request: AskedRequest }

/** Step 6: whether every part has its quorum. No number of approvals is one where the rule has no approvers. */
export function hasQuorum(policy: Policy, asked: Asked, approvals: readonly Approver[]): boolean {
  if (asked.rule.approvers === undefined) return false
  return countParts(policy, asked, approvals).every(({ quorum, count }) => count >= quorum)
}

/**
 * How many of those who approved count for each part at best: people of whom each is provably different from every
 * other, once and for one part, of principal and delegates one, and all of different issuers where the rule says so. No more than its quorum is counted
 * for a part.
 *
 * @throws {ProtocolError} `quorum_unknown`
 */
export function countParts(policy: Policy, asked: Asked, approvals: readonly Approver[]): readonly CountedPart[] {
  const { approvers } = asked.rule
  if (approvers === undefined) return []
  const quorums = quorumsOf(asked)
  const counts = countFor(policy, asked, approvals, quorums)
  return approvers.parts.map((part, index) => ({
    name: part.name,
    stage: stageOf(part),
    quorum: quorums[index] ?? 0,
    count: counts[index] ?? 0,
  }))
}

/**
 * The parts of the approvers, by index, whose people are asked and may decide after these approvals. It is for those who
 * ask: an approval counts whenever it was given.
 *
 * @throws {ProtocolError} `quorum_unknown`
 */
export function openPartsOf(policy: Policy, asked: Asked, approvals: readonly Approver[]): readonly number[] {
  const { approvers } = asked.rule
  if (approvers === undefined) return []
  const quorums = quorumsOf(asked)
  return rangesOf(approvers).flatMap(([from, to]) => {
    const haveQuorum = (some: readonly number[]) => {
      const sizes = quorums.map((quorum, index) => (some.includes(index - from) ? quorum : 0))
      const counts = countFor(policy, asked, approvals, sizes)
      return sizes.every((size, index) => (counts[index] ?? 0) >= size)
    }
    return openParts(approvers.parts.slice(from, to), haveQuorum).map((index) => from + index)
  })
}

/** How many of its places each part has filled, by people counted once in each rule's parts. */
function countFor(
  policy: Policy,
  { rule: { approvers }, request }: Asked,
  approvals: readonly Approver[],
  sizes: readonly number[],
): readonly number[] {
  if (approvers === undefined) return []
  const { distinct_issuers } = approvers
  const inConflict = (one: number, other: number) => {
    const [first, second] = [approvals[one]?.approver, approvals[other]?.approver]
    if (first === undefined || second === undefined) return true
    if (mayShareOnePlace(policy, first, second, request.created)) return true
    return (distinct_issuers && first.iss === second.iss) || samePerson(policy, first, second) !== 'different'
  }
  return rangesOf(approvers).flatMap(([from, to]) => {
    const fitting = approvals.map(({ parts }) => ({
      parts: parts.flatMap((part) => (part >= from && part < to ? [part - from] : [])),
    }))
    return fillParts(sizes.slice(from, to), fitting, inConflict)
  })
}

/**
 * How many people each part of the approvers asks for, for this request.
 *
 * @throws {ProtocolError} `quorum_unknown`: an expression gives none, or one that is not from 1 to 20; or those of one
 *   rule ask for more than 20 in all
 */
export function quorumsOf({ rule: { approvers }, request: { action, requester, created } }: Asked): readonly number[] {
  if (approvers === undefined) return []
  const facts = { params: action.params, action, requester: identityFacts(requester), time: new Date(created) }
  const quorums = approvers.parts.map(({ quorum }) => quorumFrom(quorum, facts))
  for (const [from, to] of rangesOf(approvers)) {
    demand(quorums.slice(from, to).reduce((sum, quorum) => sum + quorum, 0) <= mostPeople, 'quorum_unknown')
  }
  return quorums
}

function quorumFrom(source: number | string, facts: Parameters<ReturnType<typeof compileQuorum>>[0]): number {
  const quorum = compiledQuorum(source)(facts)
  if (quorum === undefined) throw new ProtocolError('quorum_unknown')
  return quorum
}

/** A policy that another compiler made may hold what ours would have refused. */
function compiledQuorum(source: number | string): ReturnType<typeof compileQuorum> {
  try {
    return compileQuorum(source)
  } catch (cause) {
    throw new ProtocolError('quorum_unknown', { cause })
  }
}
