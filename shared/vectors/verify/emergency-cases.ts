import { calculateJwkThumbprint } from 'jose'
import type { EmergencyStatement } from '../../src/protocol/index.ts'
import { created, salt } from '../example.ts'
import { headerWith, partsOf, withUnusedBits } from '../jws-parts.ts'
import { keeping } from '../kept.ts'
import { signedAt } from '../scene.ts'
import { signText } from '../signers.ts'
import { type KeyName, keyPair, publicJwk } from '../worthless-keys.ts'
import type { VerifyCase } from './case.ts'
import { evidenceCase } from './evidence-cases.ts'
import { changed, type Stage } from './stage.ts'

type Expected = VerifyCase['expected']
type Change = Readonly<Record<string, unknown>>

const typ = 'countersign-emergency+jwt'
const reason = 'The identity provider is down, and customers wait'
const byOne = 'delete by one key'
const byTwo = 'transfer by two keys'

/** Statements of emergency keys, the proof that is enough beside them, and what they release. */
export async function emergencyCases(stage: Stage): Promise<readonly VerifyCase[]> {
  return [
    ...(await shapes(stage)),
    ...(await keys(stage)),
    ...(await inAnotherPlace(stage)),
    ...(await requests(stage)),
    ...(await releases(stage)),
  ]
}

const algs: Partial<Record<KeyName, string>> = { 'emergency-second': 'EdDSA' }

/** What a key signs, with some members of its header and its payload replaced; undefined leaves them out. */
async function statement({ kept }: Stage, name: KeyName, digest: string, header: Change = {}, payload: Change = {}) {
  const alg = algs[name] ?? 'ES256'
  const { privateKey, jwk } = await keyPair(name, alg)
  const kid = await calculateJwkThumbprint(jwk)
  const text = await signText(
    alg,
    privateKey,
    JSON.stringify({ alg, typ, kid, ...header }),
    JSON.stringify({ D: digest, reason, ...payload }),
  )
  return keeping(kept, alg)(text, jwk)
}

function emergencyCase(why: string, jws: unknown, expected: Expected, request: unknown = byOne): VerifyCase {
  // As it came: a case may be malformed on purpose.
  return { why, check: 'emergency', policy: 'emergency', request, statement: jws as string, expected }
}

async function shapes(stage: Stage): Promise<readonly VerifyCase[]> {
  const { digest } = stage.emergency[byOne].own
  const by = (header: Change, payload: Change = {}) => statement(stage, 'emergency-first', digest, header, payload)
  const good = await by({})
  const [header, payload, signature] = partsOf(good)
  const malformed = async (why: string, jws: unknown) => emergencyCase(why, jws, 'emergency_malformed')
  const missing = async (why: string, said: unknown) =>
    emergencyCase(why, await by({}, { reason: said }), 'emergency_reason_missing')
  return [
    emergencyCase('by a P-256 key', good, 'accepted'),
    emergencyCase('by an Ed25519 key', await statement(stage, 'emergency-second', digest), 'accepted'),
    await malformed('null', null),
    await malformed('no signature', `${header}.${payload}.`),
    await malformed('four parts', `${good}.AA`),
    await malformed('another type', await by({ typ: 'JWT' })),
    await malformed('no type', await by({ typ: undefined })),
    await malformed('a key in the header besides', await by({ jwk: publicJwk('emergency-first') })),
    await malformed('a critical extension', await by({ crit: ['exp'], exp: 1 })),
    await malformed('no name of a key', await by({ kid: undefined })),
    await malformed('alg none', `${headerWith(good, { alg: 'none' })}.${payload}.${signature}`),
    await malformed('the alg of another kind of key', await by({ alg: 'EdDSA' })),
    await malformed('an alg that nobody knows here', await by({ alg: 'ES384' })),
    await malformed('no digest', await by({}, { D: undefined })),
    await malformed('no reason', await by({}, { reason: undefined })),
    await malformed('a member that nobody knows', await by({}, { request: 'x' })),
    await malformed('a reason of 1,001 characters', await by({}, { reason: 'x'.repeat(1_001) })),
    await malformed('unused bits in the signature', `${header}.${payload}.${withUnusedBits(signature)}`),
    await missing('an empty reason', ''),
    await missing('a reason of nine characters, with space around it', '  123456789\u00a0 '),
    emergencyCase('a reason of ten characters', await by({}, { reason: ' 12345678\u{1f525}0 ' }), 'accepted'),
    emergencyCase(
      'a payload that was changed after it was signed',
      `${header}.${partsOf(await by({}, { reason: 'Something else altogether' }))[1]}.${signature}`,
      'emergency_signature_invalid',
    ),
  ]
}

async function keys(stage: Stage): Promise<readonly VerifyCase[]> {
  const { emergency } = stage
  const { digest } = emergency[byOne].own
  const archive = emergency['archive by another key'].own.digest
  const lock = emergency['lock by no key'].own.digest
  const kidOf = (name: KeyName) => calculateJwkThumbprint(publicJwk(name))
  return [
    emergencyCase(
      'by a key of the policy that this rule does not name',
      await statement(stage, 'emergency-third', digest),
      'emergency_key_unknown',
    ),
    emergencyCase(
      'by that key, where the rule names it',
      await statement(stage, 'emergency-third', archive),
      'accepted',
      'archive by another key',
    ),
    emergencyCase('by a key of nobody', await statement(stage, 'stranger-device', digest), 'emergency_key_unknown'),
    emergencyCase(
      'by a key of nobody, under the name of one that counts',
      await statement(stage, 'stranger-device', digest, { kid: await kidOf('emergency-first') }),
      'emergency_signature_invalid',
    ),
    emergencyCase(
      'under the policy’s name of the key',
      await statement(stage, 'emergency-first', digest, { kid: 'safe' }),
      'emergency_malformed',
    ),
    emergencyCase('by the policy key', await statement(stage, 'policy-first', digest), 'emergency_key_unknown'),
    emergencyCase(
      'of another request',
      await statement(stage, 'emergency-first', emergency[byTwo].own.digest),
      'emergency_digest_mismatch',
    ),
    emergencyCase(
      'of a request that is alike in all but its challenge',
      await statement(stage, 'emergency-first', digest),
      'emergency_digest_mismatch',
      changed(emergency[byOne], { challenge: digest }),
    ),
    emergencyCase(
      'where one of the rules names no keys',
      await statement(stage, 'emergency-first', lock),
      'emergency_not_allowed',
      'lock by no key',
    ),
    {
      ...emergencyCase(
        'where the policy knows no emergencies',
        await statement(stage, 'emergency-first', digest),
        'emergency_not_allowed',
        'delete',
      ),
      policy: 'company',
    } as VerifyCase,
    {
      ...emergencyCase(
        'where the requester confirms',
        await statement(stage, 'emergency-first', digest),
        'emergency_not_allowed',
        'rotate',
      ),
      policy: 'confirm',
    } as VerifyCase,
  ]
}

/** Nothing else is taken for such a statement, and it is taken for nothing else. */
async function inAnotherPlace(stage: Stage): Promise<readonly VerifyCase[]> {
  const { cast, emergency } = stage
  const scene = emergency[byOne]
  const { digest } = scene.own
  const good = await statement(stage, 'emergency-first', digest)
  const proof = await stage.proofOf(scene.own.request)
  const denied = await scene.evidence()
  return [
    emergencyCase('a device’s deny', await cast.phone.deny(digest), 'emergency_malformed'),
    emergencyCase('a device’s ask', await cast.browser.ask(digest), 'emergency_malformed'),
    emergencyCase('an approver’s token', (await scene.evidence()).id_token, 'emergency_malformed'),
    {
      why: 'the statement of an emergency key in the place of the device’s',
      check: 'request',
      policy: 'emergency',
      keys: 'published',
      request: byOne,
      proof: { ...proof, jws: good },
      expected: 'proof_malformed',
    },
    {
      why: 'the statement of an emergency key in the place of the device’s',
      check: 'deny',
      policy: 'emergency',
      keys: 'published',
      request: byOne,
      deny: { decision: 'deny', id_token: denied.id_token, salt, jws: good },
      expected: 'deny_malformed',
    },
    evidenceCase(
      'the statement of an emergency key in the place of a token',
      { decision: 'approve', id_token: good, salt },
      'token_issuer_unknown',
      {
        policy: 'emergency',
        request: byOne,
      },
    ),
  ]
}

/** 7.2 where the sign-in of who asks may be old. */
async function requests(stage: Stage): Promise<readonly VerifyCase[]> {
  const { request } = stage.emergency[byOne].own
  const long = created / 1000 - 7 * 86_400
  const common = { policy: 'emergency', keys: 'published', request: byOne }
  const old = await stage.proofOf(request, { iat: long, exp: long + 300 })
  const ahead = await stage.proofOf(request, { iat: created / 1000 + 61 })
  const anothers = await stage.proofOf(request, { iat: long, employee_id: 'E9' })
  const emergency = (why: string, proof: unknown, expected: Expected): VerifyCase => ({
    why,
    check: 'emergency_request',
    ...common,
    proof,
    expected,
  })
  return [
    emergency('a sign-in of just now', byOne, 'accepted'),
    emergency('a sign-in of a week before', old, 'accepted'),
    emergency('a sign-in that is dated ahead', ahead, 'proof_token_from_future'),
    emergency('a sign-in of somebody else', anothers, 'request_requester_mismatch'),
    emergency(
      'a sign-in of another device',
      { ...old, jws: await stage.cast.phone.ask(stage.emergency[byOne].own.digest) },
      'proof_nonce_mismatch',
    ),
    emergency('none', undefined, 'proof_malformed'),
    {
      why: 'a sign-in of a week before, where people are asked',
      check: 'request',
      ...common,
      proof: old,
      expected: 'proof_token_too_old',
    },
  ]
}

async function releases({ emergency }: Stage): Promise<readonly VerifyCase[]> {
  const statementBy = async (id: string, name: KeyName): Promise<EmergencyStatement> => ({
    key: { id, name: id },
    thumbprint: await calculateJwkThumbprint(publicJwk(name)),
    reason,
  })
  const [safe, notary] = [await statementBy('safe', 'emergency-first'), await statementBy('notary', 'emergency-second')]
  const { request } = emergency[byOne].own
  type Release = Extract<VerifyCase, { check: 'emergency_release' }>
  const release = (why: string, change: Partial<Release>, expected: Expected): VerifyCase => ({
    why,
    check: 'emergency_release',
    policy: 'emergency',
    request: byOne,
    made_under: { policy: request.policy, rule: 'delete-repo' },
    me: request.requester,
    statements: [safe],
    denied: false,
    quorum_at: signedAt,
    now: signedAt + 1_000,
    ...change,
    expected,
  })
  const two = { request: byTwo, made_under: { policy: request.policy, rule: 'transfer-repo' } } as const
  const late = { quorum_at: request.created + 3_600_000 }
  return [
    release('one key, where one is enough', {}, 'accepted'),
    release('no key', { statements: [] }, 'emergency_missing'),
    release('two keys, where one is enough', { statements: [notary, safe] }, 'accepted'),
    release('one key, where two have to sign', two, 'emergency_missing'),
    release(
      'one key twice, where two have to sign',
      { ...two, statements: [safe, { ...safe, reason: 'Again, for good measure' }] },
      'emergency_missing',
    ),
    release('two keys, where two have to sign', { ...two, statements: [safe, notary] }, 'accepted'),
    release('after a deny', { denied: true }, 'request_denied'),
    release('of somebody else', { me: { ...request.requester, subject: 'another' } }, 'request_requester_mismatch'),
    release(
      'made under another policy',
      { made_under: { policy: emergency[byOne].own.digest, rule: 'delete-repo' } },
      'request_policy_mismatch',
    ),
    release(
      'long after its time for asking, within that for emergencies',
      { ...late, now: request.created + 3_600_000 },
      'accepted',
    ),
    release('after its time for emergencies', { ...late, now: request.created + 3_600_001 }, 'emergency_expired'),
    release(
      'two hours, where the rule says so',
      { ...two, statements: [safe, notary], quorum_at: request.created + 7_200_000, now: request.created + 7_200_000 },
      'accepted',
    ),
    release('too long after the keys were seen', { now: signedAt + 60_001 }, 'release_window_over'),
    release('under a policy that has run out', { quorum_at: emergencyEnd, now: emergencyEnd }, 'policy_expired'),
  ]
}

/** The first moment at which the example is not valid any more. */
const emergencyEnd = Date.UTC(2028, 0, 1)
