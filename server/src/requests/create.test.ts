import type { Policy } from '@countersign/shared/policy'
import { created } from '@countersign/shared/vectors/example.ts'
import { makeScene } from '@countersign/shared/vectors/scene.ts'
import { beforeEach, expect, test } from 'vitest'
import { personKey } from '../identity/people.ts'
import type { Session } from '../identity/session-token.ts'
import type { Relay } from '../relay.ts'
import { create } from './create.ts'

const { trusted, own, proof, signer } = await makeScene()
const { request } = own

const next = { ...trusted, digest: 'next', policy: { ...trusted.policy, version: 8, rules: [] } }
const stored = new Error('what follows is a matter of the database')
const session = { person: personKey(request.requester) } as Session

let current: unknown
/** The policies that it was judged by, one for each part of the judgement. */
let heard: Policy[]
let meanwhile: () => void

beforeEach(() => {
  current = trusted
  heard = []
  meanwhile = () => {}
})

test('a policy that comes into force while a request is looked at has no part in it', async () => {
  meanwhile = () => {
    current = next
  }
  await expect(ask()).rejects.toBe(stored)
  expect(heard).toEqual([trusted.policy, trusted.policy])
})

test('a policy that another node has put in force counts here as soon as somebody asks under it', async () => {
  current = next
  await expect(ask(() => (current = trusted))).rejects.toBe(stored)
  expect(heard).toEqual([trusted.policy, trusted.policy])
})

test('one that is over does not, and whoever asks under it hears so', async () => {
  current = next
  await expect(ask()).rejects.toMatchObject({ code: 'request_policy_mismatch' })
})

async function ask(refresh = () => {}): Promise<unknown> {
  // Nothing else of it is looked at before the request is stored.
  const relay = {
    policies: { current: () => current, refresh: async () => refresh() },
    keys: {
      keysFor: async (_token: string, policy: Policy) => {
        heard.push(policy)
        meanwhile()
        return signer.keys
      },
    },
    witness: { note: async () => {} },
    people: {
      whoMayDecideFor: (_parts: readonly number[], policy: Policy) => {
        heard.push(policy)
        throw stored
      },
    },
    now: () => created,
  } as unknown as Relay
  return create(relay, session, { request, proof: await proof() }, { ip: '127.0.0.1' })
}
