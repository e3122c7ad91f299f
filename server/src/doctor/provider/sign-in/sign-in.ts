import type { Capabilities, Issuer } from '@countersign/shared/policy'
import {
  asIdTokenRequest,
  asKeySet,
  fetchJson,
  isLoopback,
  ProtocolError,
  parseCompact,
  verifyIdToken,
} from '@countersign/shared/protocol'
import type { Finding } from '../../finding.ts'
import type { Metadata } from '../discovery.ts'
import type { Surroundings } from '../examine-provider.ts'
import type { Provider } from '../provider.ts'
import { quoted } from '../quoted.ts'
import type { CallbackListener } from './callback.ts'
import { capabilitiesOf } from './capabilities.ts'
import { judgeSignIn } from './judge-sign-in.ts'
import { type Redeemed, redeem } from './redeem.ts'
import { commonIdentity, signInRequest } from './request.ts'
import type { Seen } from './seen.ts'

export type SignedIn = { readonly findings: readonly Finding[]; readonly capabilities?: Capabilities }

type Asking = {
  readonly client: string
  readonly listener: CallbackListener
  /** Shows the person where to go. */
  readonly send: (address: string) => void
  readonly patience: AbortSignal
}

/** One person signs in with the approver client, once. The token is judged and dropped; it is shown to nobody. */
export async function signInOnce(
  surroundings: Surroundings,
  provider: Provider,
  metadata: Metadata,
  { client, listener, send, patience }: Asking,
): Promise<SignedIn> {
  const { redirect } = listener
  // Their presence was examined first: without them there is no sign-in.
  const [authorize, exchange] = [String(metadata['authorization_endpoint']), String(metadata['token_endpoint'])]
  const { address, state, nonce, verifier } = signInRequest(authorize, client, redirect, provider)
  const isDirect = provider.entry?.flow === 'id_token'
  const started = surroundings.now()
  const answering = isDirect ? listener.fragmentAnswer(state, patience) : listener.answer(state, patience)
  send(isDirect ? asIdTokenRequest(address) : address)
  const answer = await answering
  if (answer === undefined) return fault('nobody came back in time. Does the provider know the redirect URI?')
  const redeemed = isDirect
    ? tokenIn(answer)
    : await redeemCode(answer, (code) => redeem(surroundings.fetch, exchange, { code, client, redirect, verifier }))
  if (redeemed.kind === 'refused') return fault(redeemed.says)
  const times = { nonce, started, iss: answer.get('iss') ?? undefined }
  return judgeToken(surroundings, { ...provider, clients: { ...provider.clients, approver: client } }, metadata, {
    ...times,
    token: redeemed.idToken,
  })
}

/** With `flow: id_token` it comes in the answer itself. */
function tokenIn(answer: URLSearchParams): Redeemed {
  const idToken = answer.get('id_token')
  return idToken === null ? refusedBy(answer) : { kind: 'token', idToken }
}

async function redeemCode(answer: URLSearchParams, redeeming: (code: string) => Promise<Redeemed>): Promise<Redeemed> {
  const code = answer.get('code')
  return code === null ? refusedBy(answer) : redeeming(code)
}

function refusedBy(answer: URLSearchParams): Redeemed {
  return { kind: 'refused', says: `the provider answered ${quoted(answer.get('error') ?? 'nothing')}.` }
}

type Came = Pick<Seen, 'nonce' | 'started' | 'iss'> & { readonly token: string }

async function judgeToken(
  surroundings: Surroundings,
  provider: Provider,
  metadata: Metadata,
  { token, ...came }: Came,
): Promise<SignedIn> {
  try {
    const { payload: claims } = parseCompact(token)
    const transport = { ...surroundings, allowHttp: isLoopback(provider.issuer) }
    const { json, clockOffset } = await fetchJson(transport, String(metadata['jwks_uri']))
    const issuer = issuerOf(provider)
    const verified = await verdict(token, issuer, json)
    const started = came.started + clockOffset
    const seen = { ...came, claims, started, ended: surroundings.now() + clockOffset }
    return {
      findings: [verified, ...judgeSignIn(seen, provider, metadata)],
      capabilities: capabilitiesOf(seen, provider, metadata),
    }
  } catch (error) {
    if (error instanceof ProtocolError) return fault(error.message)
    throw error
  }
}

async function verdict(token: string, issuer: Issuer, keys: unknown): Promise<Finding> {
  try {
    await verifyIdToken(token, 'approver', { issuers: [issuer] }, { [issuer.issuer]: asKeySet(keys) })
    return { what: 'ID token', kind: 'good', says: 'signed by the provider, for the approver client' }
  } catch (error) {
    if (error instanceof ProtocolError) return { what: 'ID token', kind: 'fault', says: error.message }
    throw error
  }
}

/** What verifiers would judge the token by; where no policy says more, its issuer, algorithms and client. */
function issuerOf({ issuer, entry, algorithms, clients }: Provider): Issuer {
  const { extension = '', app = '', approver = '' } = clients
  const known = { name: issuer, identity: commonIdentity, subjects: 'pairwise', email: 'unproven' } as const
  return { ...known, ...entry, issuer, algorithms: [...algorithms], clients: { extension, app, approver } }
}

function fault(says: string): SignedIn {
  return { findings: [{ what: 'Sign-in', kind: 'fault', says }] }
}
