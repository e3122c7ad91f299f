import { readFile } from 'node:fs/promises'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, test } from 'vitest'
import { base64urlVectors } from '../../vectors/cases/base64url.ts'
import { batchVectors } from '../../vectors/cases/batch.ts'
import { conditionVectors } from '../../vectors/cases/conditions.ts'
import { countingVectors } from '../../vectors/cases/counting.ts'
import { jcsVectors } from '../../vectors/cases/jcs.ts'
import { nonceVectors } from '../../vectors/cases/nonce.ts'
import { samePersonVectors } from '../../vectors/cases/same-person.ts'
import type { JsonBytes } from '../../vectors/cases/strict-json.ts'
import { timeVectors } from '../../vectors/cases/times.ts'
import { vectors } from '../../vectors/compute.ts'
import { signaturesIn } from '../../vectors/kept.ts'
import { refusalOf } from '../../vectors/refusal.ts'
import { judge } from '../../vectors/verify/judge.ts'
import type { verifyVectors } from '../../vectors/verify/verify.ts'
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts'
import { parseStrictJson } from '../encoding/strict-json.ts'
import { errorCodes } from '../errors.ts'
import { type Approvers, compileCondition } from '../policy/index.ts'
import { partsFor } from './approver.ts'
import { batchRoot, rootFromPath } from './batch.ts'
import { isInGroup } from './group.ts'
import { isMember } from './member.ts'
import { isProvablySame, samePerson } from './person.ts'
import { countParts, hasQuorum, quorumsOf } from './quorum.ts'

test.each(Object.entries(vectors))('the published %s is what the protocol computes', async (name, compute) => {
  const published = await textOf(name)
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(await compute(signaturesIn(published)))))
})

describe('of the published checks', async () => {
  // What make.ts has written.
  const verify = JSON.parse(await textOf('verify.json')) as Awaited<ReturnType<typeof verifyVectors>>

  test.each(verify.cases)('$check: $why: $expected', async ({ found, ...given }) => {
    const judged = await judge(given, verify)
    expect(judged.result).toBe(given.expected)
    expect(JSON.stringify(judged.found)).toBe(JSON.stringify(found))
  })

  test('every code has a case, or a reason for having none', () => {
    const reached = new Set(verify.cases.map(({ expected }) => expected))
    expect(errorCodes.filter((code) => !reached.has(code)).toSorted()).toEqual(
      Object.keys(verify.without_case).toSorted(),
    )
  })

  test('no two cases are one', () => {
    const inputs = verify.cases.map(({ why: _, expected: __, found: ___, ...given }) => JSON.stringify(given))
    expect(inputs.filter((one, index) => inputs.indexOf(one) !== index)).toEqual([])
    const names = verify.cases.map(({ check, why }) => `${check}: ${why}`)
    expect(names.filter((one, index) => names.indexOf(one) !== index)).toEqual([])
  })
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

  const { sure } = await samePersonVectors()
  test.each(sure)('$why: sure to be one person: $expected', ({ policy, one, other, expected }) => {
    expect(isProvablySame(policies[policy], one, other)).toBe(expected)
    expect(isProvablySame(policies[policy], other, one)).toBe(expected)
  })

  const { claims, conditions, members, approvers, policy, request, memberships, quorums } = await conditionVectors()
  const [issuer] = policy.issuers
  test.each(conditions)('$condition is $expected', ({ condition, expected }) => {
    expect(compileCondition(condition, 'members')({ claims })).toBe(expected)
  })
  test.each(members)('$members over $claims: $expected', ({ expected, members: condition, claims: given }) => {
    if (issuer === undefined) throw new Error('the policy has an issuer')
    const { members: _, ...open } = issuer
    expect(isMember(condition === undefined ? open : { ...open, members: condition }, given)).toBe(expected)
  })
  test.each(approvers)('$why: $expected', ({ approvers: conditions, claims: given, requester, expected }) => {
    if (issuer === undefined) throw new Error('the policy has an issuer')
    const asked = requester === undefined ? request : { ...request, requester }
    expect(partsFor(policy, { approvers: conditions }, asked, { issuer, claims: given })).toEqual(expected)
  })
  test.each(memberships)('$group: $why: $expected', ({ group, issuer: iss, claims: given, time, expected }) => {
    const by = policy.issuers.find((one) => one.issuer === iss)
    if (by === undefined) throw new Error('the policy has that issuer')
    expect(isInGroup(policy, group, { issuer: by, claims: given }, time ?? request.created)).toBe(expected)
  })
  test.each(quorums)('$quorum is $expected', async ({ quorum, expected }) => {
    const asked = { rule: { approvers: partsOf([quorum]) }, request }
    if (expected === undefined) expect(await refusalOf(() => quorumsOf(asked))).toBe('quorum_unknown')
    else expect(quorumsOf(asked)).toEqual([expected])
  })

  const times = await timeVectors()
  test.each(times.windows)('$windows in $zone: $why: $expected', ({ windows, zone, time, expected }) => {
    const condition = `inWindow(time, ${JSON.stringify(windows)}, ${JSON.stringify(zone)})`
    expect(compileCondition(condition, 'approvers')({ time: new Date(time) })).toBe(expected)
  })
  test.each(times.weekdays)('at $time in $zone it is $expected', ({ zone, time, expected }) => {
    const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
    const yes = days.filter((day) => {
      const condition = `weekday(time, ${JSON.stringify(zone)}) == '${day}'`
      return compileCondition(condition, 'approvers')({ time: new Date(time) }) === 'yes'
    })
    expect(yes).toEqual(expected === 'unknown' ? [] : [expected])
  })

  const counting = await countingVectors()
  test.each(counting.cases)(
    '$why: $counted',
    ({ quorums: sizes, sets, distinct_issuers, approvals, counted, reached }) => {
      const approvers = { ...partsOf(sizes), distinct_issuers, ...(sets === undefined ? {} : { sets }) }
      const asked = { rule: { approvers }, request }
      const parts = countParts(counting.policy, asked, approvals)
      expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(counted)
      expect(hasQuorum(counting.policy, asked, approvals)).toBe(reached)
    },
  )
})

test('no two cases of the nonces are alike, but for one key that is spelled in two ways', async () => {
  const { cases, sessions } = await nonceVectors()
  const nonces = [
    ...cases.flatMap(({ approve, batch, confirm, break_glass }) => [approve, batch, confirm, break_glass]),
    ...sessions.map(({ nonce }) => nonce),
  ]
  expect(new Set(nonces).size).toBe(nonces.length - 1)
  for (const { jwk, jkt } of sessions) expect(await calculateJwkThumbprint(jwk)).toBe(jkt)
})

function partsOf(quorums: readonly (number | string)[]): Approvers {
  const parts = quorums.map((quorum, index) => ({ name: `Part ${index}`, when: 'true', quorum }))
  return { parts, exclude_groups: [], distinct_issuers: false }
}

function textOf(name: string): Promise<string> {
  return readFile(new URL(`../../vectors/${name}`, import.meta.url), 'utf8')
}

function bytesOf(given: JsonBytes): Uint8Array {
  if ('bytes' in given) return decodeBase64url(given.bytes)
  const { before, repeated, times, after } = given.built
  return new TextEncoder().encode(before + repeated.repeat(times) + after)
}
