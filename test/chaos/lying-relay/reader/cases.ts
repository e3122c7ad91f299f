import type { RequestView } from '@countersign/shared/api'
import type { ProofBundle } from '@countersign/shared/log'
import {
  type Captured,
  type Decision,
  type Deny,
  type Digest,
  type Evidence,
  makeSalt,
  type RequestId,
} from '@countersign/shared/protocol'
import { extensionRedirect } from '../../../../extension/build/extension-id.ts'
import { APP_CLIENT, EXTENSION_CLIENT } from '../../../lab/idp/clients.ts'
import { type ScriptedDevice, signInDevice } from '../../../lab/relay/device.ts'
import { makeScriptedRequest } from '../../../lab/relay/scripted-request.ts'
import type { World } from '../../../lab/stage/world.ts'
import type { People } from '../people.ts'

/** A request that people truly asked for and decided, as an honest relay tells it to a phone and to an auditor. */
export type Case = {
  readonly view: RequestView
  readonly bundle: ProofBundle
  readonly decisions: readonly TrueDecision[]
  /** Decisions about this very request that do not count, for the relay to use. */
  readonly worthless: readonly Decision[]
}

export type TrueDecision = { readonly kind: Decision['decision']; readonly name: string; readonly reason?: string }

type Deed = TrueDecision & { readonly username: string }

const first = { username: 'approver-1', name: 'First approver' } as const
const second = { username: 'approver-2', name: 'Second approver' } as const

/** Has requests of every kind asked for and decided, through the real relay. */
export async function gatherCases(world: World, people: People): Promise<readonly Case[]> {
  const [requester, lead] = await Promise.all([signInRequester(world, 'requester'), signInRequester(world, 'lead')])
  const users = `${world.console.origin}/api/users`
  const project: Captured = {
    ...deletion(`${world.console.apiOrigin}/v1/projects/payments`),
    headers: [['authorization', 'Bearer 1']],
  }
  const redacted = deletion(`${users}/u-104`, '{"transfer_to":"archive","admin_password":"hunter2"}')
  const make = (device: ScriptedDevice, captured: Captured, deeds: readonly Deed[]) =>
    makeCase(people, device, world, captured, deeds)
  return Promise.all([
    make(requester, deletion(`${users}/plain-a`), [{ ...first, kind: 'approve', reason: 'Left in May' }]),
    make(requester, deletion(`${users}/plain-b`), []),
    make(lead, deletion(`${users}/plain-c`), [{ ...second, kind: 'approve' }]),
    make(requester, deletion(`${users}/two-d`), [
      { ...first, kind: 'approve' },
      { ...second, kind: 'approve', reason: 'Agreed' },
    ]),
    make(requester, deletion(`${users}/plain-e`), [{ ...first, kind: 'deny', reason: 'Not today' }]),
    make(requester, project, [{ ...first, kind: 'approve' }]),
    make(requester, redacted, [{ ...first, kind: 'approve' }]),
  ])
}

function deletion(url: string, body = '{"transfer_to":"archive"}'): Captured {
  const bytes = new TextEncoder().encode(body)
  return { method: 'DELETE', url, headers: [], body: { kind: 'bytes', bytes, type: 'application/json' } }
}

function signInRequester({ relayUrl: relay, issuer }: World, username: string): Promise<ScriptedDevice> {
  return signInDevice({
    relay,
    issuer,
    clientId: EXTENSION_CLIENT,
    redirectUri: extensionRedirect,
    role: 'extension',
    username,
  })
}

async function makeCase(
  people: People,
  device: ScriptedDevice,
  world: World,
  captured: Captured,
  deeds: readonly Deed[],
): Promise<Case> {
  const { request, proof, digest, body } = await makeScriptedRequest(device, world.trusted, captured)
  await device.client.call('createRequest', { body: { request, proof, ...(body === undefined ? {} : { body }) } })
  for (const deed of deeds) {
    await people.decide(deed.username, { request, digest }, await decisionOf(people, deed, digest))
  }
  if (deeds.some(({ kind }) => kind === 'approve')) await runOnce(device, request.id)
  const params = { id: request.id }
  const view = await device.client.call('readRequest', { params })
  const bundle = await device.client.call('readBundle', { params })
  if ('erased' in bundle) throw new Error('Nobody has erased it.')
  const decisions = deeds.map(({ username: _, ...told }) => told)
  return { view, bundle, decisions, worthless: await worthlessFor(people, digest) }
}

function decisionOf(people: People, { kind, username, reason }: Deed, digest: Digest): Promise<Evidence | Deny> {
  if (kind === 'deny') return people.deny(username, digest)
  return people.sign({ username, digest, ...(reason === undefined ? {} : { reason }) })
}

async function runOnce({ client }: ScriptedDevice, id: RequestId): Promise<void> {
  await client.call('claimRequest', { params: { id }, body: { claim: makeSalt() } })
  await client.call('reportOutcome', { params: { id }, body: { kind: 'answered', status: 200, ms: 9 } })
}

async function worthlessFor({ sign, deny }: People, digest: Digest): Promise<readonly Decision[]> {
  return Promise.all([
    sign({ username: 'outsider', digest }),
    sign({ username: 'security', digest }),
    sign({ username: 'approver-2', digest, clientId: APP_CLIENT }),
    deny('security', digest),
  ])
}
