import {
  type Approval,
  approveNonce,
  type Digest,
  digestOf,
  type Evidence,
  type IssuerKeys,
  mayRelease,
  type TrustedPolicy,
  type VerifiedRequest,
  verifyEvidence,
} from '@countersign/shared/protocol'
import { approverClaims, created, examplePolicy, exampleRequest, otherSalt } from '../../shared/vectors/example.ts'
import { makeTokenSigner, type TokenSigner } from '../../shared/vectors/signers.ts'

/** Times of one algorithm, in milliseconds each. */
export type VerifyTimes = {
  readonly alg: string
  /** One piece of evidence under a key that is known. */
  readonly one: readonly number[]
  /** Three pieces of three people, and the decision about the release. */
  readonly quorum: readonly number[]
  /** The platform's own verification of such a signature, and nothing else. */
  readonly floor: readonly number[]
}

/** The workload of `pnpm bench verify`: the same in Node and in the extension's worker. Every token is a fresh one. */
export async function timeVerification(alg: string, rounds: number): Promise<VerifyTimes> {
  const signer = await makeTokenSigner(alg)
  const policy = examplePolicy({ rule: { approvers: { when: "'platform-leads' in approver.groups", quorum: 3 } } })
  const trusted = { policy, digest: await digestOf(policy) }
  const own = await ownRequest(trusted)
  const evidence: Evidence[] = []
  for (let count = 0; count < rounds * 4; count += 1) evidence.push(await sign(signer, own.digest, count))
  const judge = (piece: Evidence) => verifyEvidence(piece, own, policy, signer.keys, created + 60_000)
  const [alone, others] = [evidence.slice(0, rounds), evidence.slice(rounds)]
  const one = await timesOf(alone, async (piece) => void (await judge(piece)))
  const threes = Array.from({ length: rounds }, (_, at) => others.slice(at * 3, at * 3 + 3))
  const quorum = await timesOf(threes, async (pieces) => {
    release(own, trusted, await Promise.all(pieces.map(judge)))
  })
  return { alg, one, quorum, floor: await floorOf(signer.keys, alone, alg) }
}

async function ownRequest({ policy, digest }: TrustedPolicy): Promise<VerifiedRequest> {
  const request = await exampleRequest(policy, digest)
  const [rule] = policy.rules
  if (rule === undefined) throw new Error('the example policy has a rule')
  return { request, digest: await digestOf(request), rule }
}

async function sign(signer: TokenSigner, digest: Digest, count: number): Promise<Evidence> {
  const nonce = await approveNonce({ digest, reason: undefined, salt: otherSalt })
  const seconds = created / 1000
  const who = { ...approverClaims, sub: `s-${count}`, employee_id: `E-${count}`, email: `a${count}@acme.example` }
  const times = { iat: seconds, exp: seconds + 300, auth_time: seconds }
  const id_token = await signer.sign({ ...who, aud: 'countersign-approver', nonce, ...times })
  return { decision: 'approve', id_token, salt: otherSalt }
}

function release(own: VerifiedRequest, { policy, digest }: TrustedPolicy, approvals: readonly Approval[]): void {
  const { requester: me } = own.request
  const now = created + 61_000
  mayRelease({
    own,
    policy,
    madeUnder: digest,
    me,
    approvals,
    confirmed: false,
    broken: false,
    denied: false,
    quorumAt: now,
    now,
  })
}

const parameters: Readonly<Record<string, AlgorithmIdentifier | RsaHashedImportParams | EcKeyImportParams>> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  ES384: { name: 'ECDSA', namedCurve: 'P-384' },
  EdDSA: { name: 'Ed25519' },
}

async function floorOf(keys: IssuerKeys, evidence: readonly Evidence[], alg: string): Promise<readonly number[]> {
  const [jwk] = Object.values(keys)[0]?.keys ?? []
  const algorithm = parameters[alg]
  if (jwk === undefined || algorithm === undefined) throw new Error(`no key for ${alg}`)
  const { alg: _, use: __, ...bare } = jwk
  const key = await crypto.subtle.importKey('jwk', { ...bare, kty: jwk.kty ?? '' }, algorithm, false, ['verify'])
  const verifying = { ...Object(algorithm), hash: alg === 'ES384' ? 'SHA-384' : 'SHA-256', saltLength: 32 }
  return timesOf(evidence, async ({ id_token }) => {
    const [header = '', payload = '', signature = ''] = id_token.split('.')
    const bytes = Uint8Array.from(atob(signature.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
    const good = await crypto.subtle.verify(verifying, key, bytes, new TextEncoder().encode(`${header}.${payload}`))
    if (!good) throw new Error('the floor verifies nothing')
  })
}

/** Browsers' clocks tick in tenths of a millisecond: five are timed together, one after another. */
const together = 5

async function timesOf<Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<readonly number[]> {
  const times: number[] = []
  for (let at = 0; at + together <= items.length; at += together) {
    const started = performance.now()
    for (const item of items.slice(at, at + together)) await run(item)
    times.push((performance.now() - started) / together)
  }
  // The first fifth warms what a working day has warm.
  return times.slice(Math.floor(times.length / 5))
}
