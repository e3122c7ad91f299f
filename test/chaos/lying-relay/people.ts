import { RelayError } from '@countersign/shared/api'
import { type Deny, type Evidence, signDeny } from '@countersign/shared/protocol'
import { extensionRedirect } from '../../../extension/build/extension-id.ts'
import { EXTENSION_CLIENT } from '../../lab/idp/clients.ts'
import { signEvidence } from '../../lab/relay/scripted-request.ts'
import { type ScriptedApprover, signInApprover } from '../../lab/stage/approver-script.ts'
import type { World } from '../../lab/stage/world.ts'
import type { Asked, Signing } from './holder/lie.ts'

/** The organisation's people at their phones; each signs in at the real provider for every approval. */
export type People = {
  readonly sign: (signing: Signing) => Promise<Evidence>
  readonly deny: (username: string, digest: Asked['digest']) => Promise<Deny>
  /** Hands a decision in; a relay that does not want it any more is no fault. */
  readonly decide: (username: string, asked: Asked, decision: Evidence | Deny) => Promise<void>
  readonly signIn: (username: string) => Promise<ScriptedApprover['device']>
}

const usernames = ['approver-1', 'approver-2', 'security', 'requester'] as const
/** Before the relay's sessions end, which live for a quarter of an hour. */
const renewAfter = 8 * 60_000

export async function signInPeople(world: World): Promise<People> {
  const { issuer, appRedirect: redirectUri } = world
  const known = new Map<string, { readonly since: number; readonly approver: Promise<ScriptedApprover> }>()

  async function signIn(username: string): Promise<ScriptedApprover['device']> {
    const before = known.get(username)
    const isFresh = before !== undefined && Date.now() - before.since < renewAfter
    const current = isFresh ? before : { since: Date.now(), approver: signInApprover(world, username) }
    known.set(username, current)
    return (await current.approver).device
  }

  const redirectOf = (clientId?: string) => (clientId === EXTENSION_CLIENT ? extensionRedirect : redirectUri)
  await Promise.all(usernames.map(signIn))
  return {
    signIn,
    sign: (signing) => signEvidence({ issuer, redirectUri: redirectOf(signing.clientId), ...signing }),
    deny: async (username, digest) => {
      const { key, idToken, salt } = await signIn(username)
      return { decision: 'deny', id_token: idToken, salt, jws: await signDeny(key, digest, 'Not today') }
    },
    decide: async (username, { request }, decision) => {
      const { client } = await signIn(username)
      try {
        await client.call('decide', { params: { id: request.id }, body: decision })
      } catch (error) {
        if (!(error instanceof RelayError)) throw error
      }
    },
  }
}
