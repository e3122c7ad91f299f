import { makeClient, RelayUnreachable, type RequestView } from '@countersign/shared/api'
import { followOffer, type KeySource, ProtocolError, verifyReplacement } from '@countersign/shared/protocol'
import { type JudgedDecision, judge, judgeDecisions } from '../../../../pwa/src/approve/judge.ts'
import type { World } from '../../../lab/stage/world.ts'
import type { Ended } from '../run.ts'
import type { Case, TrueDecision } from './cases.ts'
import { decisions } from './decisions.ts'
import type { ReaderLie, ReaderMeans, Told } from './lie.ts'
import { requests } from './requests.ts'
import { untruths } from './truth.ts'
import { views } from './views.ts'

/** Every lie to a phone. */
export const phoneLies: readonly ReaderLie<RequestView>[] = [...[...requests, ...decisions].map(inView), ...views]

/** The approver's phone opens a request: with the app's own client and the app's own judging. */
export async function readOnPhone(
  world: World,
  keys: KeySource,
  means: ReaderMeans,
  about: Case,
  lies: readonly ReaderLie<RequestView>[],
): Promise<Ended> {
  let told = about.view
  for (const lie of lies) told = await lie.change(told, means, about)
  const phone = phoneOf(world, keys, means)
  try {
    const view = await clientThatHears(told).call('readRequest', { params: { id: about.view.request.id } })
    const judged = await judge(phone, view)
    const given = await judgeDecisions(phone, nobody, judged, view.status.decisions)
    const believed = { request: judged.own.request, body: view.body, decisions: given.flatMap(counted) }
    return { end: 'shown', released: false, faults: untruths(believed, means.cases) }
  } catch (error) {
    if (error instanceof ProtocolError) return { end: error.code, released: false, faults: [] }
    if (error instanceof RelayUnreachable) return { end: 'no answer of a relay', released: false, faults: [] }
    throw error
  }
}

/** The lie in its place in the view; the relay is consistent, and names the digest of what it says. */
function inView({ name, says, change }: ReaderLie<Told>): ReaderLie<RequestView> {
  return {
    name,
    says,
    change: async (view, means, about) => {
      const { body: _, ...rest } = view
      const before = { request: view.request, proof: view.proof, body: view.body, decisions: view.status.decisions }
      const { request, proof, body, decisions: given } = await change(before, means, about)
      const named = given.map(({ at, decision }) => ({ at, name: 'First approver', decision }))
      const status = { ...view.status, id: request.id, digest: await means.digestOf(request), decisions: named }
      return { ...rest, request, proof, status, ...(body === undefined ? {} : { body }) }
    },
  }
}

type Phone = Parameters<typeof judge>[0]

/** Judging uses keys and policies of the phone, and nothing else of it. */
function phoneOf({ trusted, signed, relayUrl }: World, keys: KeySource, { policy }: ReaderMeans): Phone {
  const anchor = { relay: relayUrl, policyKey: signed.publicKey, minVersion: 0 }
  const phone: Pick<Phone, 'keys' | 'policyOf'> = {
    keys,
    policyOf: async (digest) => {
      if (digest === trusted.digest) return trusted
      const offer = { jws: policy.twin, replacements: [] }
      return followOffer(offer, { anchor, inForce: undefined }, verifyReplacement, keys.keysFor, Date.now())
    },
  }
  return phone as Phone
}

/** Whose phone it is matters for the words alone. */
const nobody = { identity: { iss: '', subject: '' } } as Parameters<typeof judgeDecisions>[1]

function clientThatHears(told: unknown) {
  const answer = () => Promise.resolve(Response.json(told))
  return makeClient({ relay: 'https://relay.example', fetch: answer, session: async () => '', prove: async () => '' })
}

function counted({ fault, who, decision, reason }: JudgedDecision): readonly TrueDecision[] {
  if (fault !== undefined || who === undefined) return []
  return [{ kind: decision, name: who.name, ...(reason === undefined ? {} : { reason }) }]
}
