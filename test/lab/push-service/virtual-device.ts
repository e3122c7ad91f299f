import { createECDH, randomBytes, randomInt } from 'node:crypto'
import ece from 'http_ece'
import { Observed } from '../observed.ts'
import type { Mailboxes, StoredMessage } from './mailbox.ts'
import type { Registrations } from './registration.ts'

/** A message as its reader sees it: decrypted. */
type ReceivedMessage = { readonly id: string; readonly text: string; readonly at: number }

/** A subscription whose keys the caller holds: for relay tests that need the vendor's rules but no browser. */
export type VirtualDevice = {
  /** What `PushSubscription.toJSON()` gives. */
  readonly subscription: {
    readonly endpoint: string
    readonly expirationTime: null
    readonly keys: { readonly p256dh: string; readonly auth: string }
  }
  readonly received: Observed<ReceivedMessage>
  /** A new device is connected; messages wait for one that isn't. */
  readonly connect: () => void
  readonly disconnect: () => void
  readonly unsubscribe: () => void
}

export type VirtualDeviceParts = {
  readonly registrations: Registrations
  readonly mailboxes: Mailboxes
  readonly endpointHost: string
  /** base64url of the 65 bytes of the sender's public key. */
  readonly applicationServerKey: string
}

/** Subscribes a device that lives in this process. Decrypts by RFC 8291 with the `http_ece` library. */
export function makeVirtualDevice(parts: VirtualDeviceParts): VirtualDevice {
  const { registrations, mailboxes, applicationServerKey } = parts
  const ecdh = createECDH('prime256v1')
  const p256dh = ecdh.generateKeys('base64url')
  const auth = randomBytes(16)
  const device = String(randomInt(1, 2 ** 48 - 1))
  const subtype = `virtual#${device}`
  const token = registrations.register({ device, app: 'virtual', subtype, sender: applicationServerKey })
  const received = new Observed<ReceivedMessage>()
  const line = (message: StoredMessage) => {
    mailboxes.acknowledge(device, new Set([message.id]))
    const plain = ece.decrypt(Buffer.from(message.body), { version: 'aes128gcm', privateKey: ecdh, authSecret: auth })
    received.record({ id: message.id, text: plain.toString(), at: Date.now() })
  }
  let hangUp = mailboxes.connect(device, line)
  return {
    subscription: {
      endpoint: `https://${parts.endpointHost}/fcm/send/${token}`,
      expirationTime: null,
      keys: { p256dh, auth: auth.toString('base64url') },
    },
    received,
    connect: () => {
      hangUp = mailboxes.connect(device, line)
    },
    disconnect: () => hangUp(),
    unsubscribe: () => registrations.unsubscribe(device, subtype),
  }
}
