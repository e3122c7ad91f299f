import type { RequestStatus, RequestView } from '@countersign/shared/api'
import {
  type Approval,
  type Approver,
  type Breaking,
  type Confirmation,
  type CountedPart,
  countParts,
  type Decision,
  type Denial,
  decodeBase64url,
  demand,
  demandApprover,
  demandRequester,
  type Identity,
  IssuerUnreachable,
  mostBeside,
  nameOf,
  type Position,
  ProtocolError,
  parseCompact,
  readablePart,
  representedBy,
  samePerson,
  type TrustedPolicy,
  type VerifiedRequest,
  verifyBreakGlass,
  verifyConfirm,
  verifyDeny,
  verifyEmergencyRequest,
  verifyEvidence,
  verifyRequest,
  verifyUnproven,
  whoDecided,
} from '@countersign/shared/protocol'
import { bodyToShow, type ShownBody } from '@countersign/shared/ui'
import type { Phone } from '../phone.ts'
import type { Session } from '../sign-in/session.ts'
import { wordsOf } from '../words.ts'
import { type Comparison, judgeComparison } from './comparison.ts'
import { heldBy, judgeKeys } from './keys.ts'

/** A request whose every part this phone has checked itself. */
export type Judged = {
  readonly view: RequestView
  readonly own: VerifiedRequest
  readonly trusted: TrustedPolicy
  readonly body: ShownBody
  readonly comparison: Comparison | undefined
}

/**
 * Checks a request from scratch; what the relay says about it counts for nothing.
 *
 * @throws {ProtocolError} the first check that fails: then nothing of the action may be shown
 * @throws {IssuerUnreachable}, {RelayError}, {RelayUnreachable} when it cannot be checked now
 */
export async function judge(phone: Phone, view: RequestView): Promise<Judged> {
  const trusted = await phone.policyOf(view.request.policy)
  const keys = await phone.keys.keysFor(view.proof.id_token, trusted.policy)
  const bytes = view.body === undefined ? undefined : decodeBase64url(view.body)
  // Who asked for what emergency keys released could not sign in anew.
  const verify = (await isByKeys(view, trusted, bytes)) ? verifyEmergencyRequest : verifyRequest
  const own = await verify(view.request, view.proof, trusted, keys, bytes)
  demand(own.digest === view.status.digest && own.request.id === view.status.id, 'request_changed')
  return { view, own, trusted, body: judgeBody(view, own, bytes), comparison: await judgeComparison(view, own, bytes) }
}

/** By the keys' own statements: by the relay's word alone no sign-in may be older than others. */
async function isByKeys(
  view: RequestView,
  trusted: TrustedPolicy,
  bytes: Uint8Array<ArrayBuffer> | undefined,
): Promise<boolean> {
  if (view.status.unapproved?.emergency === undefined) return false
  const own = await verifyUnproven(view.request, trusted, bytes)
  return heldBy(await judgeKeys({ view, own, trusted }, view.status)) !== undefined
}

/** Bytes that were deleted after the request ended are not missed any more. */
function judgeBody(view: RequestView, { request }: VerifiedRequest, bytes: Uint8Array | undefined): ShownBody {
  const { body } = request.action
  if (bytes === undefined) {
    const readable = readablePart(body)
    const mustBeThere = readable !== undefined && readable.size <= mostBeside && view.status.state === 'pending'
    demand(!mustBeThere, 'body_missing')
    return bodyToShow(body, undefined)
  }
  return bodyToShow(body, bytes)
}

/** A decision, as this phone judges it. */
export type JudgedDecision = {
  readonly at: number
  readonly decision: Decision['decision']
  readonly mine: boolean
  readonly who: { readonly name: string; readonly issuer: string } | undefined
  readonly reason?: string
  /** Where they said that they were. */
  readonly position?: Position
  /** As an approve counts; absent for everything else, and for what fails. */
  readonly approval?: Approver
  /** The check that it fails; undefined when it counts. */
  readonly fault?: string
}

/** Judges every decision that the relay reports. Those that fail are kept, with the reason. */
export function judgeDecisions(
  phone: Phone,
  session: Session,
  judged: Judged,
  decisions: RequestStatus['decisions'],
): Promise<readonly JudgedDecision[]> {
  return Promise.all(
    decisions.map(async ({ at, decision: given }) => {
      const { decision } = given
      try {
        const found = await judgeDecision(phone, judged, given, at)
        const { reason } = found
        const by = whoDecided(found)
        const mine = samePerson(judged.trusted.policy, by, session.identity) === 'same'
        const who = { name: nameOf(by), issuer: by.iss }
        return {
          at,
          decision,
          mine,
          who,
          ...(reason === undefined ? {} : { reason }),
          ...('position' in found && found.position !== undefined ? { position: found.position } : {}),
          ...(decision === 'approve' && 'approver' in found ? { approval: found } : {}),
        }
      } catch (error) {
        // One approver's provider may be away: the others' decisions are shown, and can be given, all the same.
        if (!(error instanceof ProtocolError || error instanceof IssuerUnreachable)) throw error
        return { at, decision, mine: false, who: undefined, fault: wordsOf(error) }
      }
    }),
  )
}

async function judgeDecision(
  phone: Phone,
  { own, trusted }: Judged,
  given: RequestStatus['decisions'][number]['decision'],
  at: number,
): Promise<Approval | Confirmation | Breaking | Denial> {
  const { policy } = trusted
  const keys = await phone.keys.keysFor(given.id_token, policy)
  if (given.decision === 'approve') return verifyEvidence(given, own, policy, keys, at)
  if (given.decision === 'confirm') return verifyConfirm(given, own, policy, keys, at)
  if (given.decision === 'break-glass') return verifyBreakGlass(given, own, policy, keys, at)
  return verifyDeny(given, own.digest, own.request, own.rule, policy, keys)
}

/** How many of the approvals count for each part of the rule's approvers, as this phone judges them. */
export function countedParts({ own, trusted }: Judged, decisions: readonly JudgedDecision[]): readonly CountedPart[] {
  const approvals = decisions.flatMap(({ approval }) => (approval === undefined ? [] : [approval]))
  return countParts(trusted.policy, own, approvals)
}

/** Whether the person at this phone is the one who asks. */
export function isMine({ own, trusted }: Judged, session: Session): boolean {
  return samePerson(trusted.policy, own.request.requester, session.identity) === 'same'
}

/** Why the person at this phone may not decide, in words; undefined when they may. What counts is decided by evidence. */
export function whyNotMe({ own, trusted }: Judged, session: Session): string | undefined {
  const issuer = trusted.policy.issuers.find((candidate) => candidate.issuer === session.identity.iss)
  if (issuer === undefined) return new ProtocolError('token_issuer_unknown').message
  try {
    const vouched = { issuer, claims: parseCompact(session.id_token).payload }
    if (own.rule.approvers === undefined) demandRequester(trusted.policy, own.request, vouched)
    else demandApprover(trusted.policy, own.rule, own.request, vouched)
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error.message
    throw error
  }
}

/** In whose place the person at this phone is asked, by what the policy calls those accounts. */
export function inWhosePlace({ own, trusted }: Judged, session: Session): readonly string[] {
  const issuer = trusted.policy.issuers.find((candidate) => candidate.issuer === session.identity.iss)
  if (issuer === undefined) return []
  const vouched = { issuer, claims: parseCompact(session.id_token).payload }
  return representedBy(trusted.policy, own.rule, own.request, vouched).map(({ subject }) => subject)
}

/** What people call the provider that somebody signed in with. */
export function issuerName({ policy }: TrustedPolicy, { iss }: Pick<Identity, 'iss'>): string {
  return policy.issuers.find(({ issuer }) => issuer === iss)?.name ?? iss
}
