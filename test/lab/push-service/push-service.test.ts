import { mkdtemp, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProxyAgent, request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import webPush from 'web-push'
import { type PushService, startPushService } from './push-service.ts'
import { makeSender, type SendAnswer, type Sender, type SendOptions } from './sender.ts'
import type { VirtualDevice } from './virtual-device.ts'

let dir: string
let service: PushService
let sender: Sender

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'countersign-push-'))
  service = await startPushService({ dir })
  sender = await makeSender(service)
})

afterAll(async () => {
  await sender.close()
  await service.close()
  await rm(dir, { recursive: true })
})

test('a message is accepted with 201 and a Location, recorded, and decrypted by its device', async () => {
  const device = subscribe()
  const answer = await send(device, 'hello', { TTL: 30, topic: 'request-1' })
  expect(answer.status).toBe(201)
  const message = await service.messages.first(({ endpoint }) => endpoint === device.subscription.endpoint)
  expect(message).toMatchObject({ ttl: 30, topic: 'request-1', urgency: 'high' })
  expect(answer.headers['location']).toBe(`https://jmt17.google.com/message/${message.id}`)
  expect(await device.received.first()).toMatchObject({ id: message.id, text: 'hello' })
})

test('a body of exactly 4096 bytes arrives', async () => {
  const device = subscribe()
  const text = 'x'.repeat(3993)
  expect((await send(device, text)).status).toBe(201)
  expect(await device.received.first()).toMatchObject({ text })
  expect(service.messages.all.at(-1)?.size).toBe(4096)
})

const WRONG_MESSAGES: readonly (readonly [string, number, () => SendOptions])[] = [
  ['no credentials', 401, () => ({ headers: { Authorization: undefined } })],
  ['credentials by the WebPush scheme', 401, () => ({ headers: { Authorization: 'WebPush abc' } })],
  ["another key than the subscription's", 403, () => ({ vapidKeys: webPush.generateVAPIDKeys() })],
  ['credentials for another push service', 403, () => vapid({ audience: 'https://fcm.googleapis.com' })],
  ['credentials signed by another key', 403, () => vapid({ privateKey: webPush.generateVAPIDKeys().privateKey })],
  ['credentials that have expired', 403, () => vapid({ expiration: seconds() - 1 })],
  ['no TTL', 400, () => ({ headers: { TTL: undefined } })],
  ['a TTL that is no number', 400, () => ({ headers: { TTL: 'soon' } })],
  ['a Topic of 33 characters', 400, () => ({ headers: { Topic: 'x'.repeat(33) } })],
  ['an Urgency that does not exist', 400, () => ({ headers: { Urgency: 'extreme' } })],
  ['a body that is not aes128gcm', 400, () => ({ headers: { 'Content-Encoding': 'gzip' } })],
  ['a body of 4097 bytes', 413, () => ({ body: Buffer.alloc(4097) })],
]

test.for(WRONG_MESSAGES)('a message with %s is refused with %i and goes nowhere', async ([, status, options]) => {
  const device = subscribe()
  expect((await send(device, 'hello', options())).status).toBe(status)
  expect(service.refusals.all.at(-1)?.status).toBe(status)
  expect(device.received.all).toEqual([])
})

test('an unknown token gets 404, also one whose seal was changed', async () => {
  const { subscription } = subscribe()
  const changed = `${subscription.endpoint.slice(0, -2)}AA`
  expect((await sender.send({ ...subscription, endpoint: changed }, 'hello')).status).toBe(404)
  const invented = 'https://jmt17.google.com/fcm/send/nobody'
  expect((await sender.send({ ...subscription, endpoint: invented }, 'hello')).status).toBe(404)
})

test('an ended subscription gets 410', async () => {
  const device = subscribe()
  device.unsubscribe()
  expect((await send(device, 'hello')).status).toBe(410)
})

test('a newer message with the same Topic replaces one that still waits', async () => {
  const device = subscribe()
  device.disconnect()
  for (const text of ['1', '2', '3']) await send(device, text, { topic: 'request-1' })
  await send(device, 'other', { topic: 'request-2' })
  device.connect()
  expect(device.received.all.map(({ text }) => text)).toEqual(['3', 'other'])
})

test('a message with TTL 0 is delivered now or never', async () => {
  const device = subscribe()
  await send(device, 'now', { TTL: 0 })
  device.disconnect()
  expect((await send(device, 'never', { TTL: 0 })).status).toBe(201)
  device.connect()
  expect(device.received.all.map(({ text }) => text)).toEqual(['now'])
})

test('while deliveries are held messages wait, and come when they are let go', async () => {
  const device = subscribe()
  const release = service.hold()
  expect((await send(device, 'late')).status).toBe(201)
  expect(device.received.all).toEqual([])
  release()
  expect(device.received.all.map(({ text }) => text)).toEqual(['late'])
})

test('a fault answers exactly the next messages, with Retry-After', async () => {
  const device = subscribe()
  service.faults.next({ status: 429, retryAfter: 7 }, 2)
  const first = await send(device, '1')
  expect([first.status, first.headers['retry-after']]).toEqual([429, '7'])
  expect((await send(device, '2')).status).toBe(429)
  expect((await send(device, '3')).status).toBe(201)
  expect(device.received.all.map(({ text }) => text)).toEqual(['3'])
})

test('subscriptions stay good when the service starts again on the same directory, and are unknown on another', async () => {
  const { subscription } = subscribe()
  expect(await statusAfterRestart(dir, subscription)).toBe(201)
  const elsewhere = await mkdtemp(join(tmpdir(), 'countersign-push-'))
  expect(await statusAfterRestart(elsewhere, subscription)).toBe(404)
  await rm(elsewhere, { recursive: true })
})

test.for([
  'https://example.com/',
  'https://127.0.0.1:9200/',
  'https://fcm.googleapis.com:8443/',
  'https://fcm.googleapis.com.example.com/',
])('the egress proxy refuses %s', async (url) => {
  const dispatcher = new ProxyAgent(service.proxyUrl)
  await expect(request(url, { dispatcher })).rejects.toThrow('Proxy response (403)')
  const { hostname, port } = new URL(url)
  expect(service.refusedDestinations.all.at(-1)).toBe(`${hostname}:${port === '' ? '443' : port}`)
  await dispatcher.close()
})

test('the egress proxy refuses plain HTTP', async () => {
  const answer = await new Promise<IncomingMessage>((resolve) =>
    get(service.proxyUrl, { path: 'http://example.com/' }, resolve),
  )
  answer.resume()
  expect(answer.statusCode).toBe(403)
  expect(service.refusedDestinations.all.at(-1)).toBe('http://example.com/')
})

function subscribe(): VirtualDevice {
  return service.virtualDevice(sender.vapidKeys.publicKey)
}

function send(device: VirtualDevice, text: string, options: SendOptions = {}): Promise<SendAnswer> {
  return sender.send(device.subscription, text, options)
}

function vapid(changes: { audience?: string; privateKey?: string; expiration?: number }): SendOptions {
  const { Authorization } = webPush.getVapidHeaders(
    changes.audience ?? 'https://jmt17.google.com',
    'mailto:lab@countersign.example',
    sender.vapidKeys.publicKey,
    changes.privateKey ?? sender.vapidKeys.privateKey,
    'aes128gcm',
    changes.expiration ?? seconds() + 3600,
  )
  return { headers: { Authorization } }
}

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}

/** What the same sender keys get for a subscription at a service started on `directory`. */
async function statusAfterRestart(directory: string, subscription: VirtualDevice['subscription']): Promise<number> {
  const restarted = await startPushService({ dir: directory })
  const again = await makeSender(restarted)
  const { status } = await again.send(subscription, 'hello', { vapidKeys: sender.vapidKeys })
  await again.close()
  await restarted.close()
  return status
}
