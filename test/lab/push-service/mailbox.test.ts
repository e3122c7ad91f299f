import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Mailboxes, type StoredMessage } from './mailbox.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('a message whose TTL is over when the device connects is not delivered', () => {
  const mailboxes = new Mailboxes()
  mailboxes.put(message('short', 1))
  mailboxes.put(message('long', 60))
  vi.advanceTimersByTime(1000)
  expect(connect(mailboxes)).toEqual(['long'])
})

test('a message that was sent but not acknowledged is sent again, unless the device says that it has it', () => {
  const mailboxes = new Mailboxes()
  mailboxes.put(message('a', 60))
  mailboxes.put(message('b', 60))
  expect(connect(mailboxes)).toEqual(['a', 'b'])
  expect(connect(mailboxes, new Set(['a']))).toEqual(['b'])
  expect(connect(mailboxes, new Set(['b']))).toEqual([])
})

function connect(mailboxes: Mailboxes, received?: ReadonlySet<string>): readonly string[] {
  const seen: string[] = []
  const hangUp = mailboxes.connect('1', ({ id }) => seen.push(id), received)
  hangUp()
  return seen
}

function message(id: string, ttl: number): StoredMessage {
  const registration = { device: '1', app: 'app', subtype: 'subtype', sender: 'key', issued: 0 }
  return { id, token: 'token', registration, body: new Uint8Array(), topic: undefined, ttl, accepted: Date.now() }
}
