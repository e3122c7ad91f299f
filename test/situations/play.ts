import type { Policy, Truth } from '@countersign/shared/policy'
import {
  type Approval,
  type Approver,
  type Captured,
  countParts,
  digestOf,
  type ErrorCode,
  explainApprover,
  hasQuorum,
  mayRelease,
  type VerifiedRequest,
  verifyRequest,
} from '@countersign/shared/protocol'
import { created } from '@countersign/shared/vectors/example.ts'
import { refusalOf } from '@countersign/shared/vectors/refusal.ts'
import { checkPolicySource } from '../../server/src/policy/read-source.ts'
import { type Answer, type Judged, judgeAnswer } from './answer.ts'
import { askFor, ownCopy } from './ask.ts'
import { developer, type Person } from './cast.ts'
import { tellReachable } from './reach.ts'
import { keys } from './signers.ts'

export type Played = {
  /** `policy.yaml`. */
  readonly policy: string
  readonly asks?: Person
  readonly url?: string
  readonly answers?: readonly Answer[]
  /** Whose claims of an earlier sign-in the relay has kept. */
  readonly knows?: readonly Person[]
  /** When the holder lets go, in seconds after the request was made; at once where it is not said. */
  readonly releasesAt?: number
}

export type Course = {
  readonly by: string
  readonly judged: readonly {
    readonly code: ErrorCode | 'accepted'
    /** Whether they may approve, as `policy explain` has it; undefined where it is not about approving. */
    readonly verdict: Truth | undefined
  }[]
  readonly counted: string
  readonly reachable: string
  readonly ends: ErrorCode | 'released'
}

/** Plays a situation with the functions that loader, holder, relay, phone and auditor use, and tokens that are signed. */
export async function play({ policy: text, asks = developer, url, answers = [], ...rest }: Played): Promise<Course> {
  const { policy } = checkPolicySource('policy.yaml', text)
  const trusted = { policy, digest: await digestOf(policy) }
  const own = await ownCopy(trusted, asks, { ...deletion, ...(url === undefined ? {} : { url }) })
  const start = { by: own.rule.id, judged: [], counted: '', reachable: '' }
  const refusal = await refusalOf(async () => verifyRequest(own.request, await askFor(own, asks), trusted, keys))
  if (refusal !== 'accepted') return { ...start, ends: refusal }
  const reachable = tellReachable(trusted, own, rest.knows ?? [])

  const judged = []
  for (const answer of answers) judged.push({ answer, ...(await judgeAnswer(answer, own, policy)) })
  const approvals = judged.flatMap(({ approval }) => (approval === undefined ? [] : [approval]))
  const confirmed = judged.some(({ confirmation }) => confirmation !== undefined)
  const broken = judged.some(({ breaking }) => breaking !== undefined)
  const denied = judged.some(({ answer, code }) => answer.says === 'no' && code === 'accepted')
  const quorumAt = whenEnough(policy, own, judged)
  const now = rest.releasesAt === undefined ? quorumAt : created + rest.releasesAt * 1000
  const me = own.request.requester
  const ends = await refusalOf(() =>
    mayRelease({ own, policy, madeUnder: trusted.digest, me, approvals, confirmed, broken, denied, quorumAt, now }),
  )
  return {
    by: own.rule.id,
    judged: judged.map(({ answer, code }) => ({ code, verdict: explained(answer, own, policy) })),
    counted: countedWords(policy, own, approvals),
    reachable,
    ends: ends === 'accepted' ? 'released' : ends,
  }
}

const deletion: Captured = {
  method: 'POST',
  url: 'https://github.example/acme/payments/settings/delete',
  headers: [],
  body: { kind: 'none' },
}

type JudgedAnswer = { readonly answer: Answer } & Pick<Judged, 'approval' | 'confirmation' | 'breaking'>

/** When the holder first saw enough, or the last answer where it never did. */
function whenEnough(policy: Policy, own: VerifiedRequest, judged: readonly JudgedAnswer[]): number {
  const approvals: Approval[] = []
  let at = 0
  for (const { answer, approval, confirmation, breaking } of judged) {
    at = answer.at
    if (confirmation !== undefined || breaking !== undefined) break
    if (approval !== undefined) approvals.push(approval)
    if (hasQuorum(policy, own, approvals)) break
  }
  return created + at * 1000
}

function countedWords(policy: Policy, own: VerifiedRequest, approvals: readonly Approver[]): string {
  const parts = countParts(policy, own, approvals)
  return parts.map(({ name, quorum, count }) => `${name} ${count} of ${quorum}`).join(' · ')
}

function explained({ who, says }: Answer, { request, rule }: VerifiedRequest, policy: Policy): Truth | undefined {
  if (says === 'me' || says === 'alone' || rule.approvers === undefined) return undefined
  return explainApprover(policy, rule, request, { iss: who.iss, ...who.claims }).verdict
}
