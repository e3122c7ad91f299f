import { makeSalt } from '@countersign/shared/protocol'
import { calculateJwkThumbprint } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countersign } from '../lab/relay/command-line.ts'
import { signLoadEvidence } from '../lab/relay/load-evidence.ts'
import { makeScriptedRequest } from '../lab/relay/scripted-request.ts'
import { type EndedStage, follow, list, type OnBoth, origin, setEndedStage } from './ended-stage.ts'
import { patience } from './scene.ts'

// Everybody sees which browsers and phones they have signed in with, and revokes one: its owner in the app, the operator
// on the command line. Both nodes act on it at once, and the key comes back in nobody's hands.

let stage: EndedStage

beforeAll(async () => {
  stage = await setEndedStage()
})

afterAll(() => stage?.close())

const revoked = { code: 'device_revoked', status: 401 }
const laptop = { words: { device: { label: 'Chrome 150 on Linux', installed: true } } }
const phoneWords = { words: { device: { label: 'Chrome on Android' } } }

describe('a person’s devices', () => {
  test('are browsers and phones, with what each says of itself, and which one asks', async () => {
    const [browser, phone] = [
      await stage.signIn('D1', 'extension', laptop),
      await stage.signIn('D1', 'app', phoneWords),
    ]
    await stage.signIn('somebody else')
    const seen = { first_seen: expect.any(Number), last_seen: expect.any(Number) }
    const extension = {
      id: expect.any(String),
      role: 'extension',
      label: 'Chrome 150 on Linux',
      installed: true,
      ...seen,
    }
    const app = { id: expect.any(String), role: 'app', label: 'Chrome on Android', ...seen }
    expect(await devicesOf(phone)).toEqual([
      { ...app, current: true },
      { ...extension, current: false },
    ])
    expect(await devicesOf(browser)).toEqual([
      { ...app, current: false },
      { ...extension, current: true },
    ])
  })

  test('are each logged the first time alone, and last seen when they sign in', async () => {
    const first = await stage.signIn('D2', 'app')
    const [before] = await devicesOf(first)
    const again = await stage.signIn('D2', 'app', { pair: first.pair })
    const [after, ...others] = await devicesOf(again)
    expect(others).toEqual([])
    expect(after).toMatchObject({ id: before?.id, first_seen: before?.first_seen, label: 'Phone' })
    expect(after?.last_seen).toBeGreaterThan(before?.last_seen ?? 0)
    expect(await logged('device.first_seen', await keyOf(first))).toHaveLength(1)
  })

  test('are told where notifications go once they say so, and of an earlier relay’s without a key as well', async () => {
    const phone = await stage.signIn('D3', 'app')
    const subscription = {
      endpoint: `https://fcm.googleapis.com/fcm/send/${makeSalt()}`,
      keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) },
    }
    await phone.client.call('registerDevice', { body: { label: 'Phone', subscription } })
    const person = await personOf(phone)
    await stage.sql`
      INSERT INTO devices (id, person, label, endpoint, p256dh, auth, created)
      VALUES (${'o'.repeat(22)}, ${person}, 'Old phone', 'https://push.example/old', 'p', 'a', 1)`
    expect(await devicesOf(phone)).toMatchObject([
      { current: true, notifications: { since: expect.any(Number) } },
      { id: 'o'.repeat(22), label: 'Old phone', current: false, first_seen: 1, notifications: { since: 1 } },
    ])
    for (const { id } of await devicesOf(phone)) await phone.client.call('stopNotifications', { params: { id } })
    const left = await devicesOf(phone)
    expect(left).toHaveLength(1)
    expect(left[0]).not.toHaveProperty('notifications')
  })
})

describe('a device that its owner revokes', () => {
  test('is out on both nodes at once, its stream ends, and its key opens no session any more', async () => {
    const [browser, phone] = [await stage.signIn('R1', 'extension', laptop), await stage.signIn('R1', 'app')]
    const closed = await follow(browser, 1)
    await phone.on[0].call('revokeDevice', { params: { id: await idOf(phone, 'extension') } })
    await expect(list(browser, 0)).rejects.toMatchObject(revoked)
    await closed()
    await expect(list(browser, 1)).rejects.toMatchObject(revoked)
    await expect(stage.signIn('R1', 'extension', { pair: browser.pair })).rejects.toMatchObject(revoked)
    expect((await devicesOf(phone)).map(({ role }) => role)).toEqual(['app'])
    expect(await logged('device.revoked', await keyOf(browser))).toMatchObject([{ relay: { by: 'its owner' } }])
  })

  test('comes back by a fresh key, as another device', async () => {
    const phone = await stage.signIn('R2', 'app')
    const id = await idOf(phone, 'app')
    await phone.client.call('revokeDevice', { params: { id } })
    const fresh = await stage.signIn('R2', 'app')
    const [only, ...others] = await devicesOf(fresh)
    expect(others).toEqual([])
    expect(only?.id).not.toBe(id)
  })

  test('is out for everybody who used it', async () => {
    const one = await stage.signIn('R3', 'app')
    const other = await stage.signIn('R4', 'app', { pair: one.pair })
    await one.client.call('revokeDevice', { params: { id: await idOf(one, 'app') } })
    await expect(list(other, 0)).rejects.toMatchObject(revoked)
  })

  test('is told nothing any more', async () => {
    const phone = await stage.signIn('R5', 'app')
    const endpoint = `https://fcm.googleapis.com/fcm/send/${makeSalt()}`
    const subscription = { endpoint, keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) } }
    await phone.client.call('registerDevice', { body: { label: 'Phone', subscription } })
    await phone.client.call('revokeDevice', { params: { id: await idOf(phone, 'app') } })
    expect(await stage.sql`SELECT FROM devices WHERE endpoint = ${endpoint}`).toHaveLength(0)
  })

  test('is nobody else’s to revoke, nor a browser’s', async () => {
    const [browser, phone] = [await stage.signIn('R6', 'extension'), await stage.signIn('R6', 'app')]
    const thief = await stage.signIn('R7', 'app')
    const params = { id: await idOf(phone, 'app') }
    await expect(thief.client.call('revokeDevice', { params })).rejects.toMatchObject({ code: 'not_found' })
    await expect(thief.client.call('stopNotifications', { params })).rejects.toMatchObject({ code: 'not_found' })
    await expect(browser.client.call('revokeDevice', { params })).rejects.toMatchObject({ code: 'not_permitted' })
    await list(phone, 0)
  })
})

describe('what a revoked device asked', () => {
  test('is cancelled, approved or not, and another device’s is not', async () => {
    const [browser, phone] = [await stage.signIn('A1'), await stage.signIn('A1', 'app')]
    const [other, lead] = [await stage.signIn('A1'), await stage.signIn('A2', 'app')]
    const [waiting, approved, elsewhere] = [await ask(browser), await ask(browser), await ask(other)]
    await approve(lead, approved)
    const id = (await devicesOf(browser)).find(({ current }) => current)?.id ?? ''
    await phone.client.call('revokeDevice', { params: { id } })
    expect(await stateOf(lead, waiting)).toBe('cancelled')
    expect(await stateOf(lead, approved)).toBe('cancelled')
    expect(await stateOf(lead, elsewhere)).toBe('pending')
    expect(await logged('request.cancelled', await keyOf(browser))).toHaveLength(2)
    const body = await signLoadEvidence(stage.issuer, 'A2', waiting.digest)
    const params = { id: waiting.request.id }
    await expect(lead.client.call('decide', { params, body })).rejects.toMatchObject({ code: 'request_not_pending' })
  })

  test('is claimed by nobody, whichever node is asked, whether or not it has been told', async () => {
    const [browser, lead] = [await stage.signIn('A3'), await stage.signIn('A4', 'app')]
    const asked = await ask(browser)
    await approve(lead, asked)
    // Written by a node that tells nobody.
    await stage.sql`INSERT INTO revoked_keys (jkt, by, at) VALUES (${await keyOf(browser)}, 'a silent node', 1)`
    const call = { params: { id: asked.request.id }, body: { claim: makeSalt() } }
    await expect(browser.on[1].call('claimRequest', call)).rejects.toMatchObject(revoked)
    expect(await stateOf(lead, asked)).toBe('approved')
  })

  test('and what was decided on one stays: it counts by the provider’s token alone', async () => {
    const [browser, lead] = [await stage.signIn('A5'), await stage.signIn('A6', 'app')]
    const asked = await ask(browser)
    await approve(lead, asked)
    await lead.client.call('revokeDevice', { params: { id: await idOf(lead, 'app') } })
    const call = { params: { id: asked.request.id }, body: { claim: makeSalt() } }
    expect(await browser.client.call('claimRequest', call)).toBeNull()
  })
})

describe('the operator', () => {
  test('lists the devices of somebody, for people and for programs', async () => {
    await stage.signIn('C1', 'extension', laptop)
    await stage.signIn('C2', 'app')
    const { stdout, code } = await run('list', '--person', 'c1')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^[0-9a-f-]{36} {2}browser {2}C1: Chrome 150 on Linux, installed by the administrator, seen 20\S+ \S+\n$/,
    )
    const json = JSON.parse((await run('list', '--json')).stdout)
    expect(json).toContainEqual(expect.objectContaining({ name: 'C2', role: 'app', label: 'Phone', revoked: null }))
    expect((await run('list', '--person', 'nobody')).stdout).toBe('No device has signed in.\n')
  })

  test('revokes one: it is out on both nodes, what it asked is cancelled, and a second time is told', async () => {
    const [browser, lead] = [await stage.signIn('C3'), await stage.signIn('C4', 'app')]
    const asked = await ask(browser)
    const closed = await follow(browser, 1)
    const id = await idOf(browser, 'extension')
    const { stdout, code } = await run('revoke', id, '--json')
    expect([code, JSON.parse(stdout)]).toEqual([0, { id, cancelled: [asked.request.id] }])
    await closed()
    for (const node of [0, 1] as const) {
      await expect.poll(() => list(browser, node).catch(({ code }) => code), patience).toBe('device_revoked')
    }
    expect(await stateOf(lead, asked)).toBe('cancelled')
    expect(await logged('device.revoked', await keyOf(browser))).toMatchObject([{ relay: { by: 'the operator' } }])
    expect((await run('list', '--person', 'c3')).stdout).toMatch(/REVOKED 20/)
    expect(await run('revoke', id)).toMatchObject({ code: 1, stderr: `${id} was revoked before.\n` })
    expect(await run('revoke', 'nothing')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no device nothing/),
    })
  })
})

function devicesOf({ client }: OnBoth) {
  return client.call('listDevices', {}).then(({ devices }) => devices)
}

async function idOf(device: OnBoth, role: 'extension' | 'app'): Promise<string> {
  const found = (await devicesOf(device)).find((one) => one.role === role)
  if (found === undefined) throw new Error(`There is no ${role}.`)
  return found.id
}

function keyOf({ key }: OnBoth): Promise<string> {
  return calculateJwkThumbprint(key.publicJwk)
}

async function personOf(device: OnBoth): Promise<string> {
  const rows = await stage.sql<{ person: string }[]>`
    SELECT person FROM device_keys WHERE jkt = ${await keyOf(device)}`
  return rows[0]?.person ?? ''
}

async function logged(kind: string, device: string): Promise<readonly unknown[]> {
  const rows = await stage.sql<{ leaf: string }[]>`
    SELECT leaf FROM entries
    WHERE leaf::jsonb->>'kind' = ${kind} AND leaf::jsonb->'relay'->>'device' = ${device}`
  return rows.map(({ leaf }) => JSON.parse(leaf))
}

async function ask(requester: OnBoth) {
  const made = await makeScriptedRequest(requester, stage.trusted, {
    method: 'DELETE',
    url: `${origin}/api/users/u-1`,
    headers: [],
    body: { kind: 'none' },
  })
  const { request, proof } = made
  await requester.client.call('createRequest', { body: { request, proof } })
  return made
}

type Asked = Awaited<ReturnType<typeof ask>>

async function approve(lead: OnBoth, { request, digest }: Asked): Promise<void> {
  const body = await signLoadEvidence(stage.issuer, lead.id, digest)
  const { state } = await lead.client.call('decide', { params: { id: request.id }, body })
  expect(state).toBe('approved')
}

async function stateOf(reader: OnBoth, { request }: Asked): Promise<string> {
  return (await reader.client.call('readRequest', { params: { id: request.id } })).status.state
}

function run(...args: readonly string[]) {
  return countersign(['devices', ...args], { DATABASE_URL: stage.databaseUrl })
}
