import { readFile } from 'node:fs/promises'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, test } from 'vitest'
import { base64urlVectors } from '../../vectors/cases/base64url.ts'
import { batchVectors } from '../../vectors/cases/batch.ts'
import { conditionVectors } from '../../vectors/cases/conditions.ts'
import { jcsVectors } from '../../vectors/cases/jcs.ts'
import { nonceVectors } from '../../vectors/cases/nonce.ts'
import { samePersonVectors } from '../../vectors/cases/same-person.ts'
import type { JsonBytes } from '../../vectors/cases/strict-json.ts'
import { vectors } from '../../vectors/compute.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { compileCondition } from '../policy/index.ts'
import { mayDecide } from './approver.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { batchRoot, rootFromPath } from './batch.ts'
import { isMember } from './member.ts'
import { samePerson } from './person.ts'
import { parseStrictJson } from './strict-json.ts'

test.each(Object.entries(vectors))('the published %s is what the protocol computes', async (name, compute) => {
  const published = await readFile(new URL(`../../vectors/${name}`, import.meta.url), 'utf8')
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(await compute())))
})

describe('of the published cases', async () => {
  const json = await jcsVectors()
  test.each(json.accepted)('$why is strict JSON', async (given) => {
    expect(await refusalOf(() => parseStrictJson(bytesOf(given)))).toBe('accepted')
  })
  test.each(json.refused)('$why is none', async ({ expected, ...given }) => {
    expect(await refusalOf(() => parseStrictJson(bytesOf(given)))).toBe(expected)
  })

  const spelled = await base64urlVectors()
  test.each(spelled.accepted)('$text is base64url: $why', ({ text, hex }) => {
    expect(Buffer.from(decodeBase64url(text)).toString('hex')).toBe(hex)
    expect(encodeBase64url(Buffer.from(hex, 'hex'))).toBe(text)
  })
  test.each(spelled.refused)('$text is none: $why', async ({ text, expected }) => {
    expect(await refusalOf(() => decodeBase64url(text))).toBe(expected)
  })

  const batch = await batchVectors()
  test.each(batch.batches)(
    'every path of a batch leads to its root: $digests.length',
    async ({ digests, root, places }) => {
      expect(await batchRoot(digests)).toBe(root)
      expect(places.map(({ digest }) => digest)).toEqual(digests)
      for (const { digest, index, count, path } of places) {
        expect(await rootFromPath(digest, { index, count, path: [...path] })).toBe(root)
      }
    },
  )
  test.each(batch.elsewhere)('$why leads to another root', ({ root, batch_root }) => {
    expect(root).not.toBe(batch_root)
  })
  test.each(batch.refused)('$why fits no path', async ({ digest, index, count, path, expected }) => {
    expect(await refusalOf(() => rootFromPath(digest, { index, count, path: [...path] }))).toBe(expected)
  })

  const { policies, pairs } = await samePersonVectors()
  test.each(pairs)('$why: $expected', ({ policy, one, other, expected }) => {
    expect(samePerson(policies[policy], one, other)).toBe(expected)
    expect(samePerson(policies[policy], other, one)).toBe(expected)
  })

  const { claims, conditions, members, approvers, issuer, request } = await conditionVectors()
  test.each(conditions)('$condition is $expected', ({ condition, expected }) => {
    expect(compileCondition(condition, 'members')({ claims })).toBe(expected)
  })
  test.each(members)('$members over $claims: $expected', ({ expected, members: condition, claims: given }) => {
    const { members: _, ...open } = issuer
    expect(isMember(condition === undefined ? open : { ...open, members: condition }, given)).toBe(expected)
  })
  test.each(approvers)('$why: $expected', ({ approvers: conditions, claims: given, requester, expected }) => {
    const asked = requester === undefined ? request : { ...request, requester }
    expect(mayDecide({ approvers: { ...conditions, quorum: 1 } }, asked, { issuer, claims: given })).toBe(expected)
  })
})

test('no two cases of the nonces are alike, but for one key that is spelled in two ways', async () => {
  const { cases, sessions } = await nonceVectors()
  const nonces = [...cases.flatMap(({ approve, batch }) => [approve, batch]), ...sessions.map(({ nonce }) => nonce)]
  expect(new Set(nonces).size).toBe(nonces.length - 1)
  for (const { jwk, jkt } of sessions) expect(await calculateJwkThumbprint(jwk)).toBe(jkt)
})

function bytesOf(given: JsonBytes): Uint8Array {
  if ('bytes' in given) return decodeBase64url(given.bytes)
  const { before, repeated, times, after } = given.built
  return new TextEncoder().encode(before + repeated.repeat(times) + after)
}
