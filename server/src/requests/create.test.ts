import type { Policy } from '@countersign/shared/policy'
import { created } from '@countersign/shared/vectors/example.ts'
import { makeScene } from '@countersign/shared/vectors/scene.ts'
import { expect, test } from 'vitest'
import { personKey } from '../identity/people.ts'
import type { Session } from '../identity/session-token.ts'
import type { Relay } from '../relay.ts'
import { create } from './create.ts'

const { trusted, own, proof, signer } = await makeScene()
const { request } = own

test('a policy that comes into force while a request is looked at has no part in it', async () => {
  const heard: Policy[] = []
  const stored = new Error('what follows is a matter of the database')
  let current = trusted
  // Nothing else of them is looked at before the request is stored.
  const relay = {
    policies: { current: () => current },
    keys: {
      keysFor: async (_token: string, policy: Policy) => {
        heard.push(policy)
        current = { ...trusted, policy: { ...trusted.policy, version: 8, rules: [] } }
        return signer.keys
      },
    },
    witness: { note: async () => {} },
    people: {
      whoMayDecide: (policy: Policy) => {
        heard.push(policy)
        throw stored
      },
    },
    now: () => created,
  } as unknown as Relay
  const session = { person: personKey(request.requester) } as Session
  const asked = { request, proof: await proof() }
  await expect(create(relay, session, asked, '127.0.0.1')).rejects.toBe(stored)
  expect(heard).toEqual([trusted.policy, trusted.policy])
})
