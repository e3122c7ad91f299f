import { type ActionRequest, sha256 } from '../../src/protocol/index.ts'
import { makeScene } from '../scene.ts'
import type { VerifyCase } from './case.ts'
import { comparingPolicy } from './policies.ts'
import { changed, type Stage } from './stage.ts'

type Expected = VerifyCase['expected']

const stored = '{"folders":["a","b"]}'

/** 7.2.9 and section 4: what stood there before, where the rule compares. */
export async function compareCases({ cast, proofOf, scenes }: Stage): Promise<readonly VerifyCase[]> {
  const scene = await makeScene(comparingPolicy(), { signer: cast.eddsa, device: cast.browser })
  const { context } = scene.own.request
  const before = await named(stored)
  const given = async (why: string, said: unknown, expected: Expected): Promise<VerifyCase> => {
    const request = changed(scene, { context: { ...context, before: said } })
    const [policy, keys, proof] = ['comparing', 'published', await proofOf(request)]
    return { why: `what stood there: ${why}`, check: 'request', policy, keys, request, proof, expected }
  }
  const unasked = changed(scenes.delete, { context: { ...scenes.delete.own.request.context, before } })
  const beside = (why: string, request: unknown, text: string, expected: Expected): VerifyCase => ({
    why: `what stood there: ${why}`,
    check: 'before',
    request,
    read: Buffer.from(text).toString('base64url'),
    expected,
  })
  const comparing = async (text: string) =>
    changed(scene, { context: { ...context, before: await named(text) } }) as ActionRequest
  return [
    await given('it is said', before, 'accepted'),
    await given('it could not be read', undefined, 'accepted'),
    await given('64 KiB of it', { ...before, size: 65_536 }, 'accepted'),
    await given('more than 64 KiB of it', { ...before, size: 65_537 }, 'request_malformed'),
    await given('a member that nobody knows', { ...before, type: 'application/json' }, 'request_malformed'),
    {
      why: 'what stood there: it is said where no rule compares',
      check: 'request',
      policy: 'company',
      keys: 'published',
      request: unasked,
      proof: await proofOf(unasked),
      expected: 'request_malformed',
    },
    beside('the text', await comparing(stored), stored, 'accepted'),
    beside('another text of that size', await comparing(stored), stored.replace('b', 'c'), 'before_mismatch'),
    beside('the same with a space behind it', await comparing(stored), `${stored} `, 'before_mismatch'),
    beside('a text where none is said', 'delete', stored, 'before_mismatch'),
    beside('a text with two readings', await comparing('{"a":1,"a":2}'), '{"a":1,"a":2}', 'before_mismatch'),
    beside('a page', await comparing('<!doctype html>'), '<!doctype html>', 'before_mismatch'),
  ]
}

async function named(text: string) {
  const bytes = new TextEncoder().encode(text)
  return { digest: await sha256(bytes), size: bytes.length }
}
