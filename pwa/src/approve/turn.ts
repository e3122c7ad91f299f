import { hasStages } from '@countersign/shared/policy'
import {
  type Approver,
  type CountedPart,
  countWords,
  demandApprover,
  hasQuorum,
  openPartsOf,
  ProtocolError,
  parseCompact,
} from '@countersign/shared/protocol'
import type { Session } from '../sign-in/session.ts'
import { countedParts, type Judged, type JudgedDecision } from './judge.ts'

/** Where approvers are asked in stages: what came before this person, and what comes after. */
export type Turn = {
  readonly parts: readonly CountedPart[]
  /** Who has approved so far, by name. */
  readonly by: readonly string[]
  /** Whether a yes of this person is all that is missing. */
  readonly isLast: boolean
  /** The parts whose people are not asked yet. */
  readonly later: readonly string[]
}

/** By the decisions that this phone has judged itself; undefined where all are asked at once. */
export function turnOf(judged: Judged, decisions: readonly JudgedDecision[], session: Session): Turn | undefined {
  const { own, trusted } = judged
  const { approvers } = own.rule
  if (approvers === undefined || !hasStages(approvers.parts)) return undefined
  const approvals = decisions.flatMap(({ approval }) => (approval === undefined ? [] : [approval]))
  const mine = approverAt(judged, session)
  const open = openPartsOf(trusted.policy, own, approvals)
  return {
    parts: countedParts(judged, decisions),
    by: decisions.flatMap(({ approval, who }) => (approval === undefined || who === undefined ? [] : [who.name])),
    isLast: mine !== undefined && hasQuorum(trusted.policy, own, [...approvals, mine]),
    later: approvers.parts.flatMap(({ name }, index) => (open.includes(index) ? [] : [name])),
  }
}

/** The person at this phone as the approver that they would be. */
function approverAt({ own, trusted: { policy } }: Judged, { identity, id_token }: Session): Approver | undefined {
  const issuer = policy.issuers.find((candidate) => candidate.issuer === identity.iss)
  if (issuer === undefined) return undefined
  try {
    return demandApprover(policy, own.rule, own.request, { issuer, claims: parseCompact(id_token).payload })
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

/** What is said of it behind the names of those who have approved. */
export function turnWords({ parts, isLast, later }: Turn): string {
  const counts = `${countWords(parts)}.`
  if (isLast) return `${counts} Yours is the last yes that is needed.`
  return later.length === 0 ? counts : `${counts} ${later.join(' and ')} will be asked after that.`
}
