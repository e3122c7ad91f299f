import fc from 'fast-check'
import type { JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { examplePolicy, exampleRequest, otherSalt } from '../../vectors/example.ts'
import { mutationOf } from '../../vectors/mutate.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeReplacing, replaceablePolicy } from '../../vectors/replacing.ts'
import { makeScene, signedAt } from '../../vectors/scene.ts'
import { makeDevice, makeTokenSigner } from '../../vectors/signers.ts'
import { approveNonce, confirmNonce, digestOf, encodeBase64url, ProtocolError, signPolicy } from '../protocol/index.ts'
import type { ProofBundle } from './bundle.ts'
import type { OwnKnowledge } from './bundle-report.ts'
import { describeBundle } from './describe-bundle.ts'
import { bundleLimit, readBundle } from './read-bundle.ts'
import { verifyBundle } from './verify-bundle.ts'

const scene = await makeScene(examplePolicy({ rule: { reason: 'required' } }))
const policyKey = await makeDevice()
const reason = 'Agreed with the owner'
const nonce = await approveNonce({ digest: scene.own.digest, reason, salt: otherSalt })
const approved = {
  decision: 'approve' as const,
  id_token: await scene.approverToken({ nonce }),
  salt: otherSalt,
  reason,
}
const [issuer = ''] = Object.keys(scene.signer.keys)
const bundle: ProofBundle = {
  format: 'countersign-bundle/1',
  request: scene.own.request,
  proof: await scene.proof(),
  body: encodeBase64url(new TextEncoder().encode('verify=acme%2Fpayments')),
  decisions: [{ at: signedAt, decision: approved }],
  policy: await signPolicy(scene.policy, policyKey.privateKey, policyKey.publicJwk),
  replacements: [],
  policy_key: jwkOf(policyKey.publicJwk),
  keys: [{ issuer, first_seen: 1, jwk: { ...scene.signer.jwk } }],
  relay: {
    state: 'released',
    stored: signedAt - 50_000,
    released: signedAt + 1_000,
    ended: signedAt + 2_000,
    outcome: { at: signedAt + 2_000, outcome: { kind: 'answered', status: 200, ms: 9 } },
  },
}
const own = { policyKey: policyKey.publicJwk, keys: scene.signer.keys }

/** What becomes of a bundle that comes as bytes: its verdict, or the code by which it was refused. */
async function judge(bytes: Uint8Array, knowledge: OwnKnowledge = own): Promise<string> {
  try {
    return (await verifyBundle(readBundle(bytes), knowledge)).verdict
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

test('the whole is valid under own keys, and no more than the relay’s word without', async () => {
  expect(await judge(bytesOf(bundle))).toBe('valid')
  expect(await judge(bytesOf(bundle), { policyKey: undefined, keys: {} })).toBe('relay-keys')
})

/** The relay's word, and what is not looked at where the reader has keys of their own. */
const unproven = /^\/(?:relay|keys|policy_key)(?:\/|$)|^\/decisions\/\d+\/at$/

// Thousands of bundles: seconds on a quiet machine.
const long = 60_000

test('changed in any one place it is not valid, but for what the relay alone says', { timeout: long }, async () => {
  await fc.assert(
    fc.asyncProperty(mutationOf(bundle), async ({ pointer, value }) => {
      const verdict = await judge(bytesOf(value))
      if (!unproven.test(pointer) && !droppedContent(pointer, value)) expect(verdict).not.toBe('valid')
    }),
    { numRuns: 1_500 },
  )
})

/** The content may have been deleted since: it is named by its digest all the same. */
function droppedContent(pointer: string, value: unknown): boolean {
  return pointer === '/body' && value !== null && typeof value === 'object' && !('body' in value)
}

test('cut short anywhere it is refused', { timeout: long }, async () => {
  const bytes = bytesOf(bundle)
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
      expect(await judge(bytes.subarray(0, length))).toBe('json_malformed')
    }),
    { numRuns: 200 },
  )
})

test('with any one byte changed it is not valid, or only the relay’s word has changed', { timeout: long }, async () => {
  const proven = ({ relay: _, keys: __, policy_key: ___, decisions, ...rest }: ProofBundle) =>
    JSON.stringify({ ...rest, decisions: decisions.map(({ decision }) => decision) })
  await fc.assert(
    fc.asyncProperty(fc.nat(bytesOf(bundle).length - 1), fc.nat(255), async (at, byte) => {
      const bytes = bytesOf(bundle)
      bytes[at] = byte
      const verdict = await judge(bytes)
      if (verdict === 'valid') expect(proven(readBundle(bytes) as ProofBundle)).toBe(proven(bundle))
    }),
    { numRuns: 1_000 },
  )
})

const deep = (open: string, close: string) => `{"format":${open.repeat(100_000)}${close.repeat(100_000)}}`
const names = (count: number) => Array.from({ length: count }, (_, index) => `"n${index}":0`).join(',')

test.each<[string, string, string]>([
  ['larger than any proof', ' '.repeat(bundleLimit + 1), 'bundle_too_large'],
  ['empty', '', 'json_malformed'],
  ['nested a hundred thousand deep in lists', deep('[', ']'), 'json_malformed'],
  ['nested a hundred thousand deep in objects', deep('{"a":', '}'), 'json_malformed'],
  ['with one name twice among ninety thousand', `{${names(90_000)},"n7":0}`, 'json_malformed'],
  ['with ninety thousand members', `{${names(90_000)}}`, 'bundle_malformed'],
  ['with numbers that overflow', '{"format":1e999}', 'json_malformed'],
  ['with a number of a million digits', `{"format":${'9'.repeat(1_000_000)}}`, 'json_malformed'],
  ['with lone surrogates', `{"format":"${'\\ud800'.repeat(1_000)}"}`, 'json_malformed'],
  ['a list', '[]', 'bundle_malformed'],
  ['null', 'null', 'bundle_malformed'],
])('a file that is %s is refused', async (_, text, code) => {
  expect(await judge(new TextEncoder().encode(text))).toBe(code)
})

test('five thousand keys in it are refused by its shape', async () => {
  const keys = Array.from({ length: 5_000 }, (_, index) => ({ ...bundle.keys[0], first_seen: index }))
  expect(await judge(bytesOf({ ...bundle, keys }))).toBe('bundle_malformed')
})

test('an invented key of the provider makes it the relay’s word at most, and under a real key’s name nothing', async () => {
  const invented = await makeTokenSigner('ES256', 'invented')
  const id_token = await invented.sign({ ...claimsOf(approved.id_token), name: 'Invented' })
  const keys = [...bundle.keys, { issuer, first_seen: 1, jwk: { ...invented.jwk } }]
  const decisions = [{ at: signedAt, decision: { ...approved, id_token } }]
  expect(await judge(bytesOf({ ...bundle, keys, decisions }))).toBe('relay-keys')
  const renamed = await makeTokenSigner('ES256', 'key-1')
  const forged = await renamed.sign({ ...claimsOf(approved.id_token), name: 'Invented' })
  const forgedDecisions = [{ at: signedAt, decision: { ...approved, id_token: forged } }]
  expect(await judge(bytesOf({ ...bundle, decisions: forgedDecisions }))).toBe('invalid')
})

test('evidence that is shown twice is found out: it would look like two people', async () => {
  const report = await verifyBundle({ ...bundle, decisions: [...bundle.decisions, ...bundle.decisions] }, own)
  expect(report).toMatchObject({ verdict: 'invalid', quorum: { ok: false, code: 'decision_repeated' } })
})

describe('a request under a policy that replaced the signed one by evidence', async () => {
  const { signer, device, asked, replacement } = await makeReplacing()
  const [seven, eight] = [replaceablePolicy(7), replaceablePolicy(8)]
  const before = { policy: seven, digest: await digestOf(seven) }
  const { body: _, ...unreplaced } = bundle
  const under: ProofBundle = {
    ...unreplaced,
    ...(await asked(await exampleRequest(eight, await digestOf(eight)))),
    policy: await signPolicy(seven, device.privateKey, device.publicJwk),
    replacements: [await replacement(before, eight)],
    policy_key: jwkOf(device.publicJwk),
    keys: [{ issuer, first_seen: 1, jwk: { ...signer.jwk } }],
  }
  const knowledge = { policyKey: device.publicJwk, keys: signer.keys }

  test('is valid where every step to that policy holds', async () => {
    expect(await judge(bytesOf(under), knowledge)).toBe('valid')
    expect(await judge(bytesOf(under), { ...knowledge, keys: {} })).toBe('relay-keys')
  })

  test('is not without the step, nor with one that nobody approved', async () => {
    expect(await judge(bytesOf({ ...under, replacements: [] }), knowledge)).toBe('invalid')
    const [step] = under.replacements
    const unapproved = [{ ...step, decisions: [] }]
    expect(await judge(bytesOf({ ...under, replacements: unapproved }), knowledge)).toBe('invalid')
  })
})

test('a bundle of nothing but its shape is refused', async () => {
  expect(await refusalOf(() => readBundle(bytesOf({ format: bundle.format })))).toBe('bundle_malformed')
})

function claimsOf(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

function jwkOf({ kty = '', crv = '', x = '', y = '' }: JWK) {
  return { kty, crv, x, y }
}

describe('of a request whose requester is asked', async () => {
  const asking = await makeScene(examplePolicy({ rule: { self_confirm: true } }), scene)
  const confirming = await confirmNonce({ digest: asking.own.digest, reason: undefined, salt: otherSalt })
  const me = { sub: 'pairwise-approver-1', employee_id: 'E1', email: 'requester@acme.example', name: 'Requester' }
  const confirm = {
    decision: 'confirm' as const,
    id_token: await asking.approverToken({ ...me, nonce: confirming }),
    salt: otherSalt,
  }
  const asked: ProofBundle = {
    ...bundle,
    request: asking.own.request,
    proof: await asking.proof(),
    decisions: [{ at: signedAt, decision: confirm }],
    policy: await signPolicy(asking.policy, policyKey.privateKey, policyKey.publicJwk),
  }
  const report = (change: Partial<ProofBundle> = {}) => verifyBundle({ ...asked, ...change }, own)
  const codeOf = async (change: Partial<ProofBundle>) => {
    const found = await report(change)
    if (found.verdict === 'erased') throw new Error('Nobody has erased it.')
    const failed = [...(found.decisions ?? []), found.quorum].flatMap((check) =>
      check === undefined || check.ok ? [] : [check.code],
    )
    return [found.verdict, ...failed]
  }

  test('a confirm is all that it needs, and nothing that is said of it is about approving', async () => {
    const found = await report()
    expect(found.verdict).toBe('valid')
    const { lines } = describeBundle(found)
    expect(lines.find(({ what }) => what === 'Decision')?.says).toMatch(
      /^confirmed by the requester, Requester <requester@acme\.example> at https:/,
    )
    expect(lines).toContainEqual({ mark: 'proven', what: 'Confirm', says: 'confirmed by the requester' })
    expect(JSON.stringify(lines)).not.toMatch(/approv/i)
  })

  test('without it nothing of the kind can have been released', async () => {
    expect(await codeOf({ decisions: [] })).toEqual(['invalid', 'confirm_missing'])
    expect(await codeOf({ decisions: [], relay: { ...asked.relay, state: 'confirmed' } })).toEqual([
      'invalid',
      'confirm_missing',
    ])
    expect(await codeOf({ decisions: [], relay: { state: 'expired', stored: signedAt } })).toEqual(['valid'])
  })

  test('an approval in its place is none', async () => {
    const approval = await asking.evidence()
    expect(await codeOf({ decisions: [{ at: signedAt, decision: approval }] })).toEqual([
      'invalid',
      'decision_not_asked',
      'confirm_missing',
    ])
  })

  test('a confirm of somebody who asked for something else is none', async () => {
    const other = await asking.approverToken({ ...me, employee_id: 'E2', nonce: confirming })
    expect(await codeOf({ decisions: [{ at: signedAt, decision: { ...confirm, id_token: other } }] })).toEqual([
      'invalid',
      'requester_identity_unproven',
      'confirm_missing',
    ])
  })
})
