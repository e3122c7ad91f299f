import { makeClient, type RelayClient } from '@countersign/shared/api'
import {
  type DeviceKey,
  type IdToken,
  makeSalt,
  publicJwkOf,
  type Salt,
  sessionNonce,
} from '@countersign/shared/protocol'
import { generateProof, type KeyPair } from 'dpop'
import { calculateJwkThumbprint, exportJWK } from 'jose'
import { signInByScript } from '../idp/browserless.ts'
import type { CookieJar } from '../idp/cookie-jar.ts'

/** A signed-in device without a screen: speaks to the relay as extension or phone app do, through the same client. */
export type ScriptedDevice = {
  readonly client: RelayClient
  readonly key: DeviceKey
  readonly pair: KeyPair
  readonly idToken: IdToken
  readonly salt: Salt
  readonly token: () => string | undefined
  readonly prove: Parameters<typeof makeClient>[0]['prove']
}

export type DeviceOptions = {
  readonly relay: string
  readonly issuer: string
  readonly clientId: string
  readonly redirectUri: string
  readonly role: 'extension' | 'app'
  readonly username: string
  /** The browser in which this happens; a fresh one unless said otherwise. */
  readonly cookies?: CookieJar
  /** Of a device that was there before. */
  readonly pair?: KeyPair
}

const claims = { email: null, email_verified: null, name: null, groups: null, employee_id: null, auth_time: null }
/** What every sign-in asks for, so that it comes in the ID token itself. */
export const claimsParameter = JSON.stringify({ id_token: { ...claims, acr: null, amr: null } })

/** Makes a device key, signs in at the provider and opens a relay session. */
export async function signInDevice(options: DeviceOptions): Promise<ScriptedDevice> {
  const pair = options.pair ?? (await makeDevicePair())
  const publicJwk = publicJwkOf(await exportJWK(pair.publicKey))
  const salt = makeSalt()
  const { idToken } = await signInByScript({
    issuer: options.issuer,
    clientId: options.clientId,
    redirectUri: options.redirectUri,
    username: options.username,
    nonce: await sessionNonce(await calculateJwkThumbprint(publicJwk), salt),
    parameters: { claims: claimsParameter },
    ...(options.cookies === undefined ? {} : { cookies: options.cookies }),
  })
  let token: string | undefined
  const prove = proverOf(pair)
  const client = makeClient({ relay: options.relay, fetch, session: async () => token, prove })
  // The provider's token has the shape that the route's schema checks.
  const id_token = idToken as IdToken
  const session = await client.call('openSession', { body: { role: options.role, id_token, salt } })
  token = session.token
  const key = { privateKey: pair.privateKey, publicJwk }
  return { client, key, pair, idToken: id_token, salt, token: () => token, prove }
}

export function makeDevicePair(): Promise<KeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
}

function proverOf(pair: KeyPair): ScriptedDevice['prove'] {
  return ({ method, url, nonce, token }) => generateProof(pair, url, method, nonce, token)
}
