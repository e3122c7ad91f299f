import type { RequestStatus, RequestView } from '@countersign/shared/api'
import type { EmergencyJwk } from '@countersign/shared/policy'
import { type Digest, signEmergency } from '@countersign/shared/protocol'
import { created } from '@countersign/shared/vectors/example.ts'
import { makeScene } from '@countersign/shared/vectors/scene.ts'
import { emergencyPolicy } from '@countersign/shared/vectors/verify/emergency-scenes.ts'
import { keyPair, publicJwk } from '@countersign/shared/vectors/worthless-keys.ts'
import { describe, expect, test } from 'vitest'
import { type JudgedDecision, judge } from './judge.ts'
import { heldBy, isWithout, judgeKeys } from './keys.ts'
import { endWords, type Story, storyOf } from './story.ts'

const scene = await makeScene(emergencyPolicy())
const reason = 'The provider is down since nine'
const keeper = 'Went without approval, by the emergency key “safe” kept by The safe on the second floor'
const released = created + 1_000
// As long as one.
const otherDigest = 'A'.repeat(43) as Digest
const byKey = await signedBy('emergency-first')
const answered = { at: created + 2_000, outcome: { kind: 'answered', status: 200, ms: 12 } } as const
const denied: JudgedDecision = {
  at: created + 500,
  decision: 'deny',
  mine: true,
  who: { name: 'First approver', issuer: 'https://sso.acme.example' },
}

describe('what emergency keys released', () => {
  test('went without approval, in red, with the keeper’s name and words, until somebody has reviewed it', async () => {
    const told = await storyFrom({ state: 'released', released, outcome: answered })
    expect(told).toMatchObject({ headline: 'Released without approval.', tone: 'alarm', over: false })
    expect(told.explanation).toBe(
      'Emergency keys released it. Done. The console answered 200 in 12 ms. Nobody has reviewed it yet.',
    )
    expect(told.steps).toContainEqual({ words: keeper, at: released, mark: 'alarm', reason })
    expect(words(told)).not.toContain('Checked and sent by their browser')
    expect(told.steps.at(-1)).toEqual({ words: 'Somebody reviews it', mark: 'next' })
    const review = { at: created + 60_000, name: 'First approver', mine: true, reason: undefined }
    const reviewed = await storyFrom({ state: 'released', released, outcome: answered }, { review })
    expect(reviewed).toMatchObject({ headline: 'Released without approval.', tone: 'unsure', over: true })
  })

  test('is not “Done” in a list, and waits for a review', async () => {
    const view = await viewOf({ state: 'released', released, outcome: answered })
    const keys = await keysOf(view)
    expect(endWords(view.status, keys)).toBe('Without approval')
    expect(isWithout(view.status, keys)).toBe(true)
  })

  test('is shown though its requester signed in long before, and says so', async () => {
    const told = await storyFrom({ state: 'released', released, stored: created + 3_600_000 })
    // Not when the relay heard of it.
    expect(told.steps[0]).toMatchObject({ words: 'Asked by the requester', at: created })
    expect(words(told)).toContain('Who asked is known by a sign-in 120 minutes before, and by nothing newer')
  })

  test.each(['denied', 'expired', 'cancelled'] as const)(
    'and was %s at the relay is told as both, before its outcome is known and after',
    async (state) => {
      const decisions = state === 'denied' ? [denied] : []
      for (const outcome of [{}, { outcome: answered }]) {
        const told = await storyFrom({ state, ended: created + 900, released, ...outcome }, { decisions })
        expect(told).toMatchObject({ headline: 'Released without approval.', tone: 'alarm' })
        expect(told.explanation).toContain(both[state])
        expect(JSON.stringify(told)).not.toContain('othing was sent')
        expect(words(told)).toEqual(expect.arrayContaining([atRelay[state], keeper]))
      }
    },
  )

  test('and the browser is said to have refused was sent all the same', async () => {
    const told = await storyFrom({ state: 'approved', refused: 'body_mismatch' })
    expect(told.headline).toBe('Released without approval.')
    expect(JSON.stringify(told)).not.toContain('othing was sent')
  })
})

describe('by the relay’s word alone', () => {
  test.each([
    ['another request’s', async () => [await signedBy('emergency-first', otherDigest)]],
    ['another rule’s key’s', async () => [await signedBy('emergency-third')]],
    ['no key’s', async () => ['e30.e30.e30']],
  ])('a statement that is %s lets no older sign-in pass, and claims nothing', async (_, make) => {
    const statements = await make()
    const old = await viewOf({ state: 'released', released, outcome: answered }, statements)
    await expect(judge(phone, old)).rejects.toMatchObject({ code: 'proof_token_too_old' })
    const view = { ...old, proof: await scene.proof() }
    const keys = await keysOf(view)
    expect(heldBy(keys)).toBeUndefined()
    expect(isWithout(view.status, keys)).toBe(false)
    const told = storyOf({ ...facts, status: view.status, keys })
    expect(told.headline).toBe('Done.')
    expect(words(told).join()).toContain('A release by emergency keys that does not count: ')
    expect(JSON.stringify(told)).not.toContain('without approval')
  })

  test('a release after the time that keys have is none', async () => {
    const view = await viewOf({ state: 'released' }, [byKey], created + 24 * 3_600_000 + 1)
    await expect(judge(phone, view)).rejects.toMatchObject({ code: 'proof_token_too_old' })
  })

  test('what still waits was released by no key, and is asked by no older sign-in', async () => {
    const view = await viewOf({ state: 'pending' })
    await expect(judge(phone, view)).rejects.toMatchObject({ code: 'proof_token_too_old' })
    const { own, trusted } = scene
    expect(await judgeKeys({ view, own, trusted }, view.status)).toBeUndefined()
    expect(isWithout(view.status, undefined)).toBe(false)
  })
})

const both = {
  denied: 'You denied it, and emergency keys released it all the same.',
  expired: 'Its time to be approved was over, and emergency keys released it all the same.',
  cancelled: 'The requester cancelled it, and emergency keys released it all the same.',
}
const atRelay = { denied: 'You denied', expired: 'Its time was over', cancelled: 'Cancelled by the requester' }

const facts: Omit<Parameters<typeof storyOf>[0], 'status'> = {
  decisions: [],
  parts: [{ name: 'Approvers', stage: 1, quorum: 1, count: 0 }],
  keys: undefined,
  review: undefined,
  reachedAt: undefined,
  issuerName: () => 'Acme SSO',
}

type Phone = Parameters<typeof judge>[0]

/** Judging uses keys and policies of the phone, and nothing else of it. */
const phone = {
  keys: { keysFor: async () => scene.signer.keys },
  policyOf: async () => scene.trusted,
} as unknown as Phone

/** As the relay tells it; its requester signed in two hours before. */
async function viewOf(
  changes: Partial<RequestStatus>,
  statements: string[] = [byKey],
  at = released,
): Promise<RequestView> {
  const { request, digest } = scene.own
  const unapproved = { at: created + 3_000, skipped: [], emergency: { released: at, statements } }
  const status = { id: request.id, digest, stored: created, decisions: [], reached: [], progress: [], unapproved }
  const proof = await scene.proof({ iat: created / 1000 - 7_200 })
  return { request, proof, seen: {}, mine: false, status: { ...status, state: 'pending', ...changes } }
}

async function keysOf(view: RequestView) {
  return judgeKeys(await judge(phone, view), view.status)
}

async function storyFrom(changes: Partial<RequestStatus>, more: Partial<typeof facts> = {}): Promise<Story> {
  const view = await viewOf(changes)
  return storyOf({ ...facts, ...more, status: view.status, keys: await keysOf(view) })
}

async function signedBy(name: 'emergency-first' | 'emergency-third', digest = scene.own.digest): Promise<string> {
  // The example's keys are of the two kinds that a policy takes.
  const key = publicJwk(name) as EmergencyJwk
  const { privateKey } = await keyPair(name, key.kty === 'EC' ? 'ES256' : 'EdDSA')
  return signEmergency({ key, privateKey }, digest, reason)
}

function words({ steps }: Story): readonly string[] {
  return steps.map((step) => step.words)
}
