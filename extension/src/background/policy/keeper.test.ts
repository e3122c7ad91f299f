import type { Policy } from '@countersign/shared/policy'
import { type PolicyOffer, signHandover, signPolicy, type TrustAnchor } from '@countersign/shared/protocol'
import { created } from '@countersign/shared/vectors/example.ts'
import { makeReplacing, replaceablePolicy as policyOf } from '@countersign/shared/vectors/replacing.ts'
import { exportJWK, generateKeyPair } from 'jose'
import { beforeEach, expect, test } from 'vitest'
import type { Trust } from '../anchor/choose.ts'
import { memoryShelf } from '../browser/memory-shelf.ts'
import { makePolicyKeeper } from './keeper.ts'

const { signer, replacement } = await makeReplacing()
const [key, nextKey, foreignKey] = await Promise.all([makeKey(), makeKey(), makeKey()])
const anchor: TrustAnchor = { relay: 'https://relay.example', policyKey: key.jwk, minVersion: 7 }
const toNext = await signHandover(key.privateKey, key.jwk, nextKey.jwk)
const shipped = await sign(policyOf(7))
const managedFault = { kind: 'malformed', fault: '“relay” must be …' } as const

let shelf = memoryShelf()
let trust: Trust
let now: number
let offered: unknown
let asked: number
/** The version whose network rules the browser does not take. */
let unusable: number | undefined
/** What the network rules were told, in order: a policy's version, or that the build's rules stand. */
let rules: (number | 'build')[]

beforeEach(() => {
  shelf = memoryShelf()
  trust = { kind: 'anchor', from: 'build', anchor, shipped }
  now = created + 120_000
  offered = undefined
  asked = 0
  unusable = undefined
  rules = []
})

test('a fresh installation goes by the policy that it came with, without the relay', async () => {
  const keeper = start()
  expect(await keeper.refresh()).toEqual({ kind: 'nothing' })
  expect(await versionOf(keeper)).toBe(7)
  expect(rules).toEqual([7])
})

test('a newer policy of the same key comes into force; the one before still judges pending requests', async () => {
  offered = await offerOf(policyOf(8))
  const keeper = start()
  expect(await keeper.refresh()).toEqual({ kind: 'policy' })
  expect(await keeper.standing()).toMatchObject({ inForce: { policy: { version: 8 } } })
  expect(await earlierOf(keeper)).toEqual([7])
  expect(rules).toEqual([8])
})

test('and stays in force in the next life of the worker, with the relay away or lying', async () => {
  await given(8)
  offered = undefined
  expect(await versionOf(start())).toBe(8)
  offered = { jws: shipped, replacements: [] }
  const keeper = start()
  expect(await keeper.refresh()).toMatchObject({ kind: 'refused', refusal: { code: 'policy_rolled_back', version: 7 } })
  expect(await versionOf(keeper)).toBe(8)
  expect(await earlierOf(keeper)).toEqual([7])
  expect(rules.at(-1)).toBe(8)
})

test('a relay that has been away for a week changes nothing, in every life of the worker', async () => {
  await given(8)
  offered = undefined
  for (let day = 1; day <= 7; day += 1) {
    now += 86_400_000
    const keeper = start()
    expect(await keeper.refresh()).toEqual({ kind: 'nothing' })
    expect(await versionOf(keeper)).toBe(8)
    expect(rules.at(-1)).toBe(8)
  }
})

test('an extension that was updated with an older policy than the one in force does not go back to it', async () => {
  await given(9)
  trust = { kind: 'anchor', from: 'build', anchor: { ...anchor, minVersion: 8 }, shipped: await sign(policyOf(8)) }
  expect(await versionOf(start())).toBe(9)
})

test('nor does one whose older build is installed over it, though the relay was never reached', async () => {
  trust = { kind: 'anchor', from: 'build', anchor, shipped: await sign(policyOf(8)) }
  await start().standing()
  trust = { kind: 'anchor', from: 'build', anchor, shipped }
  expect(await versionOf(start())).toBe(8)
})

test('one that was updated with a newer policy goes by that, and remembers the earlier one', async () => {
  await given(8)
  trust = { kind: 'anchor', from: 'build', anchor, shipped: await sign(policyOf(9)) }
  const keeper = start()
  expect(await versionOf(keeper)).toBe(9)
  expect(await earlierOf(keeper)).toEqual([8, 7])
})

test('a fresh installation takes no policy older than its anchor says, be it validly signed', async () => {
  trust = { kind: 'anchor', from: 'managed', anchor: { ...anchor, minVersion: 9 }, shipped }
  offered = await offerOf(policyOf(8))
  const keeper = start()
  expect(await keeper.refresh()).toMatchObject({ kind: 'refused', refusal: { code: 'policy_rolled_back', version: 8 } })
  expect((await keeper.standing()).kind).toBe('nothing')
  expect(rules).toEqual(['build'])
})

test('a policy of a foreign key is refused, and what was offered is named', async () => {
  offered = await offerOf(policyOf(9), foreignKey)
  const says = await start().refresh()
  expect(says).toMatchObject({ kind: 'refused', refusal: { code: 'policy_key_mismatch', version: 9 } })
})

test('another policy under the number of the one in force is refused', async () => {
  offered = await offerOf({ ...policyOf(7), organisation: 'Acme again' })
  expect(await start().refresh()).toMatchObject({ refusal: { code: 'policy_rolled_back', version: 7 } })
})

test('frozen: a relay that goes on offering what has run out is refused, and nothing else comes into force', async () => {
  offered = { jws: shipped, replacements: [] }
  now = policyOf(7).valid_until
  const keeper = start()
  expect(await keeper.refresh()).toMatchObject({ refusal: { code: 'policy_expired', version: 7 } })
  expect(await versionOf(keeper)).toBe(7)
  offered = await offerOf(policyOf(8))
  expect(await keeper.refresh()).toMatchObject({ refusal: { code: 'policy_expired', version: 8 } })
})

test('after a hand-over the new key counts and the old one no more, also in the next life', async () => {
  offered = await offerOf(policyOf(8), nextKey, [toNext])
  expect(await start().refresh()).toEqual({ kind: 'policy' })
  offered = await offerOf(policyOf(9))
  expect(await start().refresh()).toMatchObject({ refusal: { code: 'policy_key_mismatch' } })
  offered = await offerOf(policyOf(9), nextKey, [toNext])
  const keeper = start()
  expect(await keeper.refresh()).toEqual({ kind: 'policy' })
  expect(await versionOf(keeper)).toBe(9)
})

test('a build that names the key that was handed over to does not go back either', async () => {
  offered = await offerOf(policyOf(9), nextKey, [toNext])
  await start().refresh()
  const renewed = { ...anchor, policyKey: nextKey.jwk, minVersion: 8 }
  trust = { kind: 'anchor', from: 'build', anchor: renewed, shipped: await sign(policyOf(8), nextKey) }
  expect(await versionOf(start())).toBe(9)
})

test('a stolen key hands over to nobody: without the old key’s word, and with another’s, it is refused', async () => {
  offered = await offerOf(policyOf(8), nextKey)
  expect(await start().refresh()).toMatchObject({ refusal: { code: 'policy_key_mismatch' } })
  const forged = await signHandover(foreignKey.privateKey, key.jwk, nextKey.jwk)
  offered = await offerOf(policyOf(8), nextKey, [forged])
  expect(await start().refresh()).toMatchObject({ refusal: { code: 'policy_handover_invalid' } })
})

test('by evidence the next policy comes into force; without it a relay’s word puts none there', async () => {
  const seven = await standingAt(start())
  const toEight = await replacement(seven, policyOf(8))
  offered = { jws: shipped, replacements: [{ ...toEight, decisions: [] }] }
  expect(await start().refresh()).toMatchObject({ refusal: { code: 'quorum_missing', version: 8 } })
  offered = { jws: shipped, replacements: [toEight] }
  const keeper = start()
  expect(await keeper.refresh()).toEqual({ kind: 'policy' })
  expect(await versionOf(keeper)).toBe(8)
  expect(rules.at(-1)).toBe(8)
})

test('evidence by the requester alone, for another policy, and for another version does not count', async () => {
  const seven = await standingAt(start())
  const [toEight, toNine, alone, misnamed] = await Promise.all([
    replacement(seven, policyOf(8)),
    replacement(seven, policyOf(9)),
    replacement(seven, policyOf(8), { claims: { employee_id: 'E1' } }),
    replacement(seven, policyOf(8), { version: 9 }),
  ])
  const codes = []
  for (const made of [alone, { ...toEight, body: toNine.body }, misnamed]) {
    offered = { jws: shipped, replacements: [made] }
    codes.push(await start().refresh())
  }
  expect(codes).toMatchObject([
    { refusal: { code: 'approver_is_requester' } },
    { refusal: { code: 'body_mismatch' } },
    { refusal: { code: 'request_summary_mismatch' } },
  ])
})

test('nonsense of a relay is refused with a code, and changes nothing', async () => {
  for (const nonsense of [null, 7, {}, { jws: 7 }, { jws: shipped }, { jws: 'a.b.c', replacements: [] }]) {
    offered = nonsense
    const keeper = start()
    expect(await keeper.refresh()).toMatchObject({ kind: 'refused', refusal: { code: 'policy_malformed' } })
    expect(await versionOf(keeper)).toBe(7)
  }
})

test('a policy whose rules the browser refuses does not come into force', async () => {
  offered = await offerOf(policyOf(8))
  unusable = 8
  const keeper = start()
  expect(await keeper.refresh()).toMatchObject({ refusal: { code: 'policy_malformed', version: 8 } })
  expect(await versionOf(keeper)).toBe(7)
  expect(await versionOf(start())).toBe(7)
  expect(rules).toEqual([7])
})

test('wrong managed settings let nobody be believed: nothing is in force, and the build’s rules block', async () => {
  await given(8)
  rules = []
  trust = managedFault
  const keeper = start()
  expect(await keeper.refresh()).toEqual({ kind: 'nothing' })
  expect(await keeper.standing()).toEqual({ kind: 'nothing', trust: managedFault })
  expect(rules).toEqual(['build'])
})

test('under another organisation’s key nothing that was kept counts', async () => {
  await given(8)
  trust = { kind: 'anchor', from: 'managed', anchor: { ...anchor, policyKey: foreignKey.jwk }, shipped }
  expect((await start().standing()).kind).toBe('nothing')
})

test('what was kept and changed since is not believed', async () => {
  await given(8)
  const { policy: kept } = await shelf.get('policy')
  const changed = structuredClone(kept) as { inForce: { policy: { organisation: string } } }
  changed.inForce.policy.organisation = 'Mallory'
  await shelf.set({ policy: changed })
  expect(await versionOf(start())).toBe(7)
})

test('who asks while a look is under way gets one that began after the question', async () => {
  const keeper = start()
  await Promise.all([keeper.refresh(), keeper.refresh(), keeper.refresh()])
  expect(asked).toBe(2)
})

/** A life of the worker. */
function start() {
  return makePolicyKeeper({
    trust: async () => trust,
    shelf,
    fetchOffer: async () => {
      asked += 1
      return offered
    },
    keysFor: async () => signer.keys,
    putInForce: async ({ version }) => {
      if (version === unusable) throw new Error('no such rule')
      rules.push(version)
    },
    protectAll: async () => {
      rules.push('build')
    },
    now: () => now,
  })
}

type Keeper = ReturnType<typeof start>

/** A worker that has taken a version from the relay, and died. */
async function given(version: number): Promise<void> {
  offered = await offerOf(policyOf(version))
  expect(await start().refresh()).toEqual({ kind: 'policy' })
}

async function standingAt(keeper: Keeper) {
  const standing = await keeper.standing()
  if (standing.kind !== 'policy') throw new Error('nothing is in force')
  return standing.inForce
}

async function versionOf(keeper: Keeper): Promise<number> {
  return (await standingAt(keeper)).policy.version
}

async function earlierOf(keeper: Keeper): Promise<number[]> {
  const standing = await keeper.standing()
  return standing.kind === 'policy' ? standing.earlier.map(({ policy }) => policy.version) : []
}

async function offerOf(policy: Policy, by = key, handovers: readonly string[] = []): Promise<PolicyOffer> {
  return { jws: await sign(policy, by, handovers), replacements: [] }
}

function sign(policy: Policy, by = key, handovers: readonly string[] = []): Promise<string> {
  return signPolicy(policy, by.privateKey, by.jwk, handovers)
}

async function makeKey() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return { privateKey, jwk: await exportJWK(publicKey) }
}
