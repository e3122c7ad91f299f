import { RelayError } from '@countersign/shared/api'
import { type Decision, type Digest, makeSalt, type RequestId, signDeny } from '@countersign/shared/protocol'
import { signLoadEvidence } from '../../lab/relay/load-evidence.ts'
import { makeScriptedRequest } from '../../lab/relay/scripted-request.ts'
import type { Random } from '../random.ts'
import { type Caller, origin, type Stage } from './stage.ts'
import type { Left } from './truth.ts'

/** A call of somebody to one of the nodes; resolves with whether it was taken. */
type Call = { readonly kind: 'decide' | 'cancel' | 'claim'; readonly send: () => Promise<boolean> }

const count = 200

/** One request, and two hundred calls at once that want different ends for it, half of them to each node. */
export async function playRound(stage: Stage, random: Random, round: number): Promise<Left> {
  const quorum = random.between(1, 3)
  const { requester, trusted } = stage
  const bytes = new TextEncoder().encode('{}')
  const made = await makeScriptedRequest(requester.device, trusted, {
    method: 'DELETE',
    url: `${origin}/of-${quorum}/${round}`,
    headers: [],
    body: { kind: 'bytes', bytes, type: 'application/json' },
  })
  const { request, proof, body, digest } = made
  const asked = { request, proof, ...(body === undefined ? {} : { body }) }
  await requester.device.client.call('createRequest', { body: asked })
  const calls = await gather(stage, random, request.id, digest)
  const answers = await Promise.all(calls.map(async ({ kind, send }) => ({ kind, taken: await send() })))
  const granted = answers.filter(({ kind, taken }) => kind === 'claim' && taken).length
  // An approval that nobody has claimed in the crowd is claimed now, on both nodes at once.
  const late = await Promise.all(requester.nodes.map((_, node) => taken(claim(requester, node, request.id))))
  return {
    quorum,
    states: await Promise.all(requester.nodes.map((_, node) => stateAt(requester, node, request.id))),
    entries: await stage.entriesOf(request.id),
    granted: granted + late.filter(Boolean).length,
  }
}

/** Everybody's decisions again and again, and the requester's wishes; in an order of chance, on nodes in turn. */
async function gather(stage: Stage, random: Random, id: RequestId, digest: Digest): Promise<readonly Call[]> {
  const { requester, approvers } = stage
  const denies = random.between(0, approvers.length - 1)
  const decisions = await Promise.all(
    approvers.map(async (caller, index) => ({
      caller,
      decision: index < denies ? await deny(caller, digest) : await signLoadEvidence(stage.issuer, caller.id, digest),
    })),
  )
  const mayCancel = random.chance(0.5)
  return Array.from({ length: count }, (_, index): Call => {
    const node = index % 2
    const wish = random.between(0, 9)
    if (wish === 0 && mayCancel) return { kind: 'cancel', send: () => taken(cancel(requester, node, id)) }
    if (wish < 4) return { kind: 'claim', send: () => taken(claim(requester, node, id)) }
    const { caller, decision } = random.pick(decisions)
    return { kind: 'decide', send: () => taken(decide(caller, node, id, decision)) }
  })
}

async function deny({ device: { key, idToken, salt } }: Caller, digest: Digest): Promise<Decision> {
  return { decision: 'deny', id_token: idToken, salt, jws: await signDeny(key, digest, undefined) }
}

function decide({ nodes }: Caller, node: number, id: RequestId, body: Decision) {
  return nodes[node]?.call('decide', { params: { id }, body })
}

function cancel({ nodes }: Caller, node: number, id: RequestId) {
  return nodes[node]?.call('cancelRequest', { params: { id } })
}

function claim({ nodes }: Caller, node: number, id: RequestId) {
  return nodes[node]?.call('claimRequest', { params: { id }, body: { claim: makeSalt() } })
}

/** Refused is an answer too; anything else ends the test. */
async function taken(answer: Promise<unknown> | undefined): Promise<boolean> {
  try {
    await answer
    return true
  } catch (error) {
    if (error instanceof RelayError && error.status < 500) return false
    throw error
  }
}

async function stateAt({ nodes }: Caller, node: number, id: RequestId): Promise<string> {
  const view = await nodes[node]?.call('readRequest', { params: { id } })
  return view?.status.state ?? 'not read'
}
