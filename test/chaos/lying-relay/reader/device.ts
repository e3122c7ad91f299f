import { ruleOf } from '@countersign/shared/policy'
import {
  followOffer,
  type KeySource,
  mayRelease,
  ProtocolError,
  type VerifiedPolicy,
  verifyEvidence,
  verifyPolicy,
  verifyReplacement,
} from '@countersign/shared/protocol'
import type { World } from '../../../lab/stage/world.ts'
import type { Random } from '../../random.ts'
import type { PolicyMeans } from '../holder/lie.ts'
import { policies } from '../holder/policies.ts'
import type { Ended } from '../run.ts'
import type { Case } from './cases.ts'

/** Every lie about the policy in force, to a device that has one and to one that was just installed. */
export type DeviceLie = {
  readonly name: string
  readonly says: string
  readonly offer: (means: PolicyMeans) => Promise<object>
  /** The true policy is past its date, and the relay offers nothing else. */
  readonly frozen?: true
}

export const deviceLies: readonly DeviceLie[] = [
  ...policies.flatMap(({ name, says, offer }) => (offer === undefined ? [] : [{ name, says, offer }])),
  {
    name: 'a frozen policy',
    says: 'Nothing newer is ever offered, past the date until which the policy counts.',
    offer: async ({ offer }) => offer,
    frozen: true,
  },
]

/** A device is offered a policy. What counts afterwards is the true one, and not beyond its date. */
export async function offerToDevice(
  world: World,
  keys: KeySource,
  policy: PolicyMeans,
  random: Random,
  about: Case,
  lie: DeviceLie | undefined,
): Promise<Ended> {
  const { signed, relayUrl } = world
  const trusted = await verifyPolicy(signed.jws, signed.publicKey, 0, Date.now())
  const anchor = { relay: relayUrl, policyKey: signed.publicKey, minVersion: trusted.policy.version }
  const inForce = random.chance(0.5) ? trusted : undefined
  const now = lie?.frozen === true ? trusted.policy.valid_until + random.between(0, 1_000) : Date.now()
  const offer = lie === undefined ? policy.offer : await lie.offer(policy)
  try {
    const { jws, replacements } = Object(offer)
    const taken = await followOffer({ jws, replacements }, { anchor, inForce }, verifyReplacement, keys.keysFor, now)
    // Who has none yet cannot tell two true policies of one version apart.
    if (inForce === undefined && jws === policy.twin)
      return { end: 'taken by a new device', released: false, faults: [] }
    if (taken.digest !== trusted.digest) return { end: 'taken', released: false, faults: ['takes another policy'] }
    if (lie?.frozen !== true) return { end: 'the true one stays', released: false, faults: [] }
    await releaseUnder(taken, keys, about, now)
    return { end: 'released', released: true, faults: ['releases under a policy that is past its date'] }
  } catch (error) {
    if (error instanceof ProtocolError) return { end: error.code, released: false, faults: [] }
    throw error
  }
}

/** Whether a truly approved request may be released at a time. */
async function releaseUnder({ policy }: VerifiedPolicy, keys: KeySource, { view }: Case, now: number): Promise<void> {
  const { request, status } = view
  const rule = ruleOf(policy, request.action)
  if (rule === undefined) throw new ProtocolError('request_rule_mismatch')
  const own = { request, digest: status.digest, rule }
  const approvals = await Promise.all(
    status.decisions.flatMap(({ at, decision }) =>
      decision.decision === 'approve'
        ? [keys.keysFor(decision.id_token, policy).then((found) => verifyEvidence(decision, own, policy, found, at))]
        : [],
    ),
  )
  const { requester: me, policy: madeUnder } = request
  mayRelease({
    own,
    policy,
    madeUnder,
    me,
    approvals,
    confirmed: false,
    broken: false,
    denied: false,
    quorumAt: now,
    now,
  })
}
