import { makeClient } from '@countersign/shared/api'
import { type IdToken, makeSalt, publicJwkOf, sessionNonce } from '@countersign/shared/protocol'
import { generateProof } from 'dpop'
import { calculateJwkThumbprint, exportJWK } from 'jose'
import type { LoadIssuer, Who } from '../idp/load-issuer.ts'
import { makeDevicePair, type ScriptedDevice } from './device.ts'

type Own = {
  /** Of a device that was there before. */
  readonly pair?: ScriptedDevice['pair']
  /** What it says of itself. */
  readonly words?: { readonly device: { readonly label: string; readonly installed?: boolean } }
}

/** A device with a session at the relay, of somebody whom the load's own issuer vouches for. */
export async function openDevice(
  relay: string,
  issuer: LoadIssuer,
  role: 'extension' | 'app',
  who: Who,
  own: Own = {},
): Promise<ScriptedDevice> {
  const pair = own.pair ?? (await makeDevicePair())
  const publicJwk = publicJwkOf(await exportJWK(pair.publicKey))
  const salt = makeSalt()
  const sessionCommitment = await sessionNonce(await calculateJwkThumbprint(publicJwk), salt)
  // Signed by the load's own issuer in the shape of an ID token.
  const idToken = (await issuer.sign(`countersign-${role}`, who, sessionCommitment)) as IdToken
  let token: string | undefined
  const prove: ScriptedDevice['prove'] = (call) => generateProof(pair, call.url, call.method, call.nonce, call.token)
  const client = makeClient({ relay, fetch, session: async () => token, prove })
  token = (await client.call('openSession', { body: { role, id_token: idToken, salt, ...own.words } })).token
  const key = { privateKey: pair.privateKey, publicJwk }
  return { client, key, pair, idToken, salt, token: () => token, prove }
}
