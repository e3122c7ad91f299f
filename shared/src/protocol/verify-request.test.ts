import { expect, test } from 'vitest'
import { created, examplePolicy } from '../../vectors/example.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { makeScene } from '../../vectors/scene.ts'
import { digestOf, sha256 } from './digest.ts'
import { signAsk } from './proof.ts'
import type { ActionRequest } from './request.ts'
import { verifyBytes, verifyRequest } from './verify-request.ts'

const scene = await makeScene()
const { own, trusted, signer, device } = scene

/** Judges the example request with changes that its requester's device has signed. */
async function judgeChanged(change: Partial<ActionRequest>) {
  const request = { ...own.request, ...change }
  const proof = { ...(await scene.proof()), jws: await signAsk(device, await digestOf(request)) }
  return refusalOf(() => verifyRequest(request, proof, trusted, signer.keys))
}

test('a request as its holder made it holds, and has the digest that is signed', async () => {
  const verified = await verifyRequest(own.request, await scene.proof(), trusted, signer.keys)
  expect(verified.digest).toBe(own.digest)
  expect(verified.rule.id).toBe('delete-repo')
})

test.each([
  ['a kinder summary', { action: { ...own.request.action, summary: 'Rename' } }, 'request_summary_mismatch'],
  [
    'other parameters',
    { action: { ...own.request.action, params: { owner: 'acme', repo: 'toys' } } },
    'request_summary_mismatch',
  ],
  [
    'a URL that no rule protects',
    { action: { ...own.request.action, url: 'https://github.example/' } },
    'request_rule_mismatch',
  ],
  ['another method', { action: { ...own.request.action, method: 'GET' } }, 'request_rule_mismatch'],
  [
    'a URL with a fragment',
    { action: { ...own.request.action, url: `${own.request.action.url}#x` } },
    'request_malformed',
  ],
  ['more time than its rule gives', { expires: own.request.expires + 1 }, 'request_clock_mismatch'],
  ['more time to run', { execute_within: 3_000 }, 'request_clock_mismatch'],
  ['another policy', { policy: own.digest }, 'request_policy_mismatch'],
  [
    'another person’s name',
    { requester: { ...own.request.requester, name: 'Somebody else' } },
    'request_requester_mismatch',
  ],
  ['an earlier date', { created: created - 1, expires: own.request.expires - 1 }, 'accepted'],
  [
    'a date long before the sign-in',
    { created: created - 90_000, expires: own.request.expires - 90_000 },
    'proof_token_from_future',
  ],
  [
    'a date long after it',
    { created: created + 901_000, expires: own.request.expires + 901_000 },
    'proof_token_too_old',
  ],
] as const)('a request with %s: %s', async (_, change, code) => {
  expect(await judgeChanged(change as Partial<ActionRequest>)).toBe(code)
})

test('a member that is not of the protocol, or is missing, is refused', async () => {
  const proof = await scene.proof()
  const { challenge: _, ...without } = own.request
  const judge = (request: unknown) => refusalOf(() => verifyRequest(request, proof, trusted, signer.keys))
  expect(await judge({ ...own.request, colour: 'red' })).toBe('request_malformed')
  expect(await judge(without)).toBe('request_malformed')
  expect(await judge(null)).toBe('request_malformed')
})

test('a proof must be of the device whose sign-in it carries, and over this request', async () => {
  const other = await makeScene()
  const proof = await scene.proof()
  const judge = (changed: object) =>
    refusalOf(() => verifyRequest(own.request, { ...proof, ...changed }, trusted, signer.keys))
  expect(await judge({ jws: await signAsk(other.device, own.digest) })).toBe('proof_nonce_mismatch')
  expect(await judge({ jws: await signAsk(device, trusted.digest) })).toBe('proof_digest_mismatch')
  expect(await judge({ jws: `${proof.jws.slice(0, -6)}AAAAAA` })).toBe('proof_signature_invalid')
  expect(await judge({ id_token: (await other.proof()).id_token })).toBe('token_signature_invalid')
})

test('an approver’s token asks for nothing', async () => {
  const proof = await scene.proof({ aud: 'countersign-approver' })
  expect(await refusalOf(() => verifyRequest(own.request, proof, trusted, signer.keys))).toBe('token_audience_mismatch')
})

test('a rule that asks for a reason gets one', async () => {
  const strict = await makeScene(examplePolicy({ rule: { reason: 'required' } }))
  const { reason: _, ...context } = strict.own.request.context
  const request = { ...strict.own.request, context }
  const proof = { ...(await strict.proof()), jws: await signAsk(strict.device, await digestOf(request)) }
  expect(await refusalOf(() => verifyRequest(request, proof, strict.trusted, strict.signer.keys))).toBe(
    'request_reason_missing',
  )
})

test('bytes beside a request are the held ones, or refused', async () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  expect(await refusalOf(() => verifyBytes(own.request.action, bytes('verify=acme%2Fpayments')))).toBe('accepted')
  expect(await refusalOf(() => verifyBytes(own.request.action, bytes('verify=acme%2Ftoys')))).toBe('body_mismatch')
})

test('where the content is at hand, a rule that looks into it is not believed but recomputed', async () => {
  const url = 'https://github.example/acme/payments/settings/delete'
  const body = { form: { verify: 'acme/*' } }
  const looking = examplePolicy({
    rule: { match: { method: 'POST', url: url.replace('acme/payments', ':owner/:repo'), body } },
  })
  const bytes = (text: string) => new TextEncoder().encode(text)
  const what = (text: string) => ({
    method: 'POST',
    url,
    headers: [],
    body: { kind: 'bytes', bytes: bytes(text), type: 'application/x-www-form-urlencoded' } as const,
  })
  const held = await makeScene(looking, undefined, what('verify=acme%2Fpayments'))
  const judge = async (request: ActionRequest, seen?: string) => {
    const jws = await signAsk(held.device, await digestOf(request))
    const content = seen === undefined ? undefined : bytes(seen)
    const proof = { ...(await held.proof()), jws }
    return refusalOf(() => verifyRequest(request, proof, held.trusted, held.signer.keys, content))
  }
  expect(await judge(held.own.request, 'verify=acme%2Fpayments')).toBe('accepted')
  expect(await judge(held.own.request, 'verify=acme%2Fsandbox!')).toBe('body_mismatch')
  expect(await judge(held.own.request)).toBe('accepted')

  const { action } = held.own.request
  const other = { ...action, body: { ...action.body, digest: await sha256('verify=none'), size: 11 } } as typeof action
  expect(await judge({ ...held.own.request, action: other }, 'verify=none')).toBe('request_rule_mismatch')
  expect(await judge({ ...held.own.request, action: other })).toBe('accepted')
})
