import { makeSalt } from '@countersign/shared/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { extensionRedirect } from '../../extension/build/extension-id.ts'
import { signOutByScript } from '../lab/idp/browserless.ts'
import { APP_CLIENT, EXTENSION_CLIENT } from '../lab/idp/clients.ts'
import { CookieJar } from '../lab/idp/cookie-jar.ts'
import { type DeviceOptions, type ScriptedDevice, signInDevice } from '../lab/relay/device.ts'
import { askToDelete } from '../lab/relay/run-once.ts'
import { signEvidence } from '../lab/relay/scripted-request.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'

// Somebody signs out at a real OpenID provider, whose logout tokens arrive at the relay.

let directory: Temporary
let world: World

beforeAll(async () => {
  directory = await temporaryDirectory()
  world = await startWorld({ directory: directory.path, backChannelLogout: true })
})

afterAll(async () => {
  await world?.close()
  await directory?.remove()
})

const ended = { code: 'session_ended', status: 401 }

test('who signs out at the provider is signed out here at once: calls are refused, streams closed, tokens worthless', async () => {
  const cookies = new CookieJar()
  const requester = await signIn({ cookies })
  const heard = await follow(requester)
  await listMine(requester)

  await signOutByScript(world.issuer, cookies)
  await expect(listMine(requester)).rejects.toMatchObject(ended)
  await heard.closed
  await expect(follow(requester)).rejects.toMatchObject(ended)
  const { idToken: id_token, salt } = requester
  await expect(
    requester.client.call('openSession', { body: { role: 'extension', id_token, salt } }),
  ).rejects.toMatchObject(ended)

  await listMine(await signIn({ cookies, pair: requester.pair }))
})

test('it ends what was signed in there, in every client, and nothing else', async () => {
  const cookies = new CookieJar()
  const [extension, app] = [await signIn({ cookies }), await signIn({ cookies, ...asApp })]
  const elsewhere = await signIn({})
  const somebody = await signIn({ username: 'lead' })
  const heard = await follow(elsewhere)

  await signOutByScript(world.issuer, cookies)
  await expect(listMine(extension)).rejects.toMatchObject(ended)
  await expect(listMine(app)).rejects.toMatchObject(ended)
  await listMine(elsewhere)
  await listMine(somebody)
  expect(heard.isOpen()).toBe(true)
  heard.stop()
})

test('what was asked goes on, and is claimed by nobody but who signs in anew on that device', async () => {
  const cookies = new CookieJar()
  const requester = await signIn({ cookies })
  const approver = await signIn({ username: 'approver-1', ...asApp })
  const { request, digest } = await askToDelete(world, requester)
  const params = { id: request.id }
  await signOutByScript(world.issuer, cookies)

  const { issuer, appRedirect: redirectUri } = world
  const evidence = await signEvidence({ issuer, redirectUri, username: 'approver-1', digest })
  expect((await approver.client.call('decide', { params, body: evidence })).state).toBe('approved')
  await expect(requester.client.call('claimRequest', { params, body: { claim: makeSalt() } })).rejects.toMatchObject(
    ended,
  )
  const stranger = await signIn({ username: 'lead' })
  await expect(stranger.client.call('claimRequest', { params, body: { claim: makeSalt() } })).rejects.toMatchObject({
    status: 404,
  })
  const otherDevice = await signIn({})
  await expect(otherDevice.client.call('claimRequest', { params, body: { claim: makeSalt() } })).rejects.toMatchObject({
    code: 'request_not_approved',
    state: 'approved',
  })

  const again = await signIn({ pair: requester.pair })
  await again.client.call('claimRequest', { params, body: { claim: makeSalt() } })
  expect((await again.client.call('readRequest', { params })).status.state).toBe('released')
})

const asApp = { role: 'app', clientId: APP_CLIENT } as const

function signIn(how: Partial<DeviceOptions>): Promise<ScriptedDevice> {
  const { relayUrl: relay, issuer, appRedirect } = world
  const redirectUri = how.role === 'app' ? appRedirect : extensionRedirect
  const requester = { role: 'extension', clientId: EXTENSION_CLIENT, username: 'requester' } as const
  return signInDevice({ relay, issuer, redirectUri, ...requester, ...how })
}

function listMine({ client }: ScriptedDevice) {
  return client.call('listRequests', { query: { which: 'mine' } })
}

type Heard = { readonly closed: Promise<void>; readonly isOpen: () => boolean; readonly stop: () => void }

/** Follows the events of a device; resolves when the relay has said that it is ready. */
async function follow({ client }: ScriptedDevice): Promise<Heard> {
  const stop = new AbortController()
  const events = client.events(undefined, stop.signal)
  await events.next()
  let open = true
  const closed = (async () => {
    for await (const _ of events);
    open = false
  })()
  // Who stops it does not wait for it.
  closed.catch(() => undefined)
  return { closed, isOpen: () => open, stop: () => stop.abort() }
}
