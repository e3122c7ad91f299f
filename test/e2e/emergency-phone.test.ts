import type { EmergencyJwk } from '@countersign/shared/policy'
import { signEmergency } from '@countersign/shared/protocol'
import { importJWK } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { generateEmergencyKey } from '../../server/src/cli/emergency-key.ts'
import { demoPolicy } from '../lab/policy/demo-policy.ts'
import { countersign } from '../lab/relay/command-line.ts'
import type { ScriptedDevice } from '../lab/relay/device.ts'
import { signInRequester } from '../lab/relay/run-once.ts'
import { makeScriptedRequest, type ScriptedRequest } from '../lab/relay/scripted-request.ts'
import { usePhoneScene } from './phone-scene.ts'

// An approver reads on their phone what emergency keys released without them.

const key = await generateEmergencyKey('p-256')
const reason = 'The provider is down since nine'
const scene = usePhoneScene({
  appDirectory: builtDirectory,
  policy: (origins) =>
    demoPolicy({
      ...origins,
      groups: () => `emergency_keys: [{ id: safe, name: Second floor, key: ${JSON.stringify(key.publicJwk)} }]\n`,
    }).replace(
      'redact: [/admin_password]',
      `redact: [/admin_password]
    emergency: { keys: [safe], quorum: 1 }`,
    ),
})
let requester: ScriptedDevice

beforeAll(async () => {
  requester = await signInRequester(scene.world())
})

function make(user: string, created = Date.now()): Promise<ScriptedRequest> {
  const { console, trusted } = scene.world()
  const what = {
    method: 'DELETE',
    url: `${console.origin}/api/users/${user}`,
    headers: [],
    body: { kind: 'none' },
  } as const
  return makeScriptedRequest(requester, trusted, what, { created, expires: created + 600_000 })
}

/** What the requester's browser reports once the relay is back. */
async function release({ request, proof, digest }: ScriptedRequest): Promise<void> {
  const privateKey = await importJWK(key.privateJwk, 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  // Made by the command line as one of the two kinds that a policy takes.
  const statement = await signEmergency({ key: key.publicJwk as EmergencyJwk, privateKey }, digest, reason)
  const outcome = { kind: 'answered', status: 200, ms: 12 } as const
  const body = { request, proof, released: request.created, statements: [statement], outcome }
  await requester.client.call('reportEmergency', { params: { id: request.id }, body })
}

test('what keys released is red on the phone, with the keeper’s name and words, until it is reviewed', async () => {
  const made = await make('p-1', Date.now() + 240_000)
  await release(made)
  const phone = scene.phone().page()
  await phone.getByRole('heading', { name: 'Went without approval' }).waitFor()
  await phone.getByRole('link', { name: /p-1/ }).click()
  await phone.getByRole('heading', { name: 'Released without approval.' }).waitFor()
  await phone.getByText('by the emergency key “safe” kept by Second floor').waitFor()
  await phone.getByText(reason).waitFor()
  await phone.getByText(/known by a sign-in [45] minutes before, and by nothing newer/).waitFor()
  expect(await phone.getByText('Checked and sent').count()).toBe(0)
  await phone.getByRole('button', { name: 'I have looked at it' }).click()
  await phone.getByText('You have reviewed it').waitFor()
})

test('what the operator closes says so on the phone while it is open, stays red, and waits no more', async () => {
  const made = await make('p-3')
  await release(made)
  const phone = scene.phone().page()
  await phone.goto(`${scene.world().appUrl}/r/${made.request.id}`)
  await phone.getByRole('button', { name: 'I have looked at it' }).waitFor()
  const closing = ['glass', 'close', made.request.id, '--by', 'Operations', '--why', 'Nobody is left', '--anyway']
  const environment = { DATABASE_URL: scene.world().relay().databaseUrl }
  expect(await countersign(closing, environment)).toMatchObject({ code: 0 })
  await phone.getByText('Closed by the operator, not reviewed: Operations').waitFor()
  await phone.getByText('The operator closed it, and nobody has reviewed it.').waitFor()
  expect(await phone.locator('.headline--alarm').count()).toBe(1)
  expect(await phone.getByRole('button', { name: 'I have looked at it' }).count()).toBe(0)
  await phone.getByRole('link', { name: 'What else waits for you' }).click()
  await phone.getByRole('heading', { name: 'Waiting for you' }).waitFor()
  await phone.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
})

test('what they denied and keys released all the same is told as both, while they look at it', async () => {
  const made = await make('p-2')
  const { request, proof } = made
  await requester.client.call('createRequest', { body: { request, proof } })
  const phone = scene.phone().page()
  await phone.goto(`${scene.world().appUrl}/r/${request.id}`)
  await phone.getByRole('button', { name: 'Deny' }).click()
  await phone.getByText('Nothing was sent.').waitFor()
  await release(made)
  await phone.getByText('You denied it, and emergency keys released it all the same.').waitFor()
  expect(await phone.getByText('Nothing was sent').count()).toBe(0)
  await phone.goto(`${scene.world().appUrl}/decided`)
  await phone.getByRole('link', { name: /p-2/ }).getByText('Without approval').waitFor()
})
