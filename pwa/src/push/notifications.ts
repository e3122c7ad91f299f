import { type Device, RelayUnreachable } from '@countersign/shared/api'
import { decodeBase64url, encodeBase64url } from '@countersign/shared/protocol'
import { forget, keep, kept } from '../kept.ts'
import type { Phone } from '../phone.ts'
import { labelOf, thisAgent } from './label.ts'

/** Whether requests reach this phone while the app is closed. */
export type Notifications =
  | { readonly kind: 'on'; readonly device: string }
  | { readonly kind: 'off' }
  /** Refused before, or by the system: only the browser's settings can change it. */
  | { readonly kind: 'blocked' }
  /** No push in this browser; on iPhone and iPad it takes the installed app. */
  | { readonly kind: 'unsupported'; readonly installFirst: boolean }

/** Turning them on failed; the message is for the person. */
export class NotificationsRefused extends Error {
  override readonly name = 'NotificationsRefused'
}

/** Without a network to the push service `subscribe` never settles. */
const patience = 20_000

/** How it is now, checked at every start: a subscription that the browser renewed is registered again. */
export async function checkNotifications(phone: Phone): Promise<Notifications> {
  if (!isSupported()) return { kind: 'unsupported', installFirst: isApplePhone() }
  if (Notification.permission === 'denied') return { kind: 'blocked' }
  const registration = await navigator.serviceWorker.ready
  const subscription = await registration.pushManager.getSubscription()
  if (subscription === null || Notification.permission !== 'granted') return { kind: 'off' }
  const { pushKey } = phone.inForce
  if (pushKey !== undefined && !isFor(subscription, pushKey)) {
    await subscription.unsubscribe()
    return { kind: 'on', device: await register(phone, await subscribe(registration, pushKey)) }
  }
  return { kind: 'on', device: await register(phone, subscription) }
}

/**
 * Asks for permission, subscribes and registers. To be called by a tap.
 *
 * @throws {NotificationsRefused}, {RelayError}, {RelayUnreachable}
 */
export async function turnOn(phone: Phone): Promise<Notifications> {
  const permission = await Notification.requestPermission()
  if (permission === 'denied') return { kind: 'blocked' }
  if (permission !== 'granted') return { kind: 'off' }
  const { pushKey } = phone.inForce
  if (pushKey === undefined) throw new RelayUnreachable('The relay has not said its key yet.')
  const registration = await navigator.serviceWorker.ready
  const existing = await registration.pushManager.getSubscription()
  if (existing !== null && !isFor(existing, pushKey)) await existing.unsubscribe()
  return { kind: 'on', device: await register(phone, await subscribe(registration, pushKey)) }
}

/** Ends the subscription of this phone, if it is the device that was removed. */
export async function turnOff(): Promise<void> {
  const registration = await navigator.serviceWorker.ready
  const subscription = await registration.pushManager.getSubscription()
  await subscription?.unsubscribe()
  await forget('device')
}

async function subscribe(registration: ServiceWorkerRegistration, pushKey: string): Promise<PushSubscription> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new NotificationsRefused(blockedWords)), patience)
  })
  const subscribed = registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: decodeBase64url(pushKey),
  })
  try {
    return await Promise.race([subscribed, late])
  } catch (cause) {
    if (cause instanceof NotificationsRefused) throw cause
    throw new NotificationsRefused(blockedWords, { cause })
  }
}

const blockedWords =
  'The browser’s push service did not answer. A network or a browser setting may block it. Requests still show here while the app is open.'

type Registered = { readonly endpoint: string; readonly device: string }

/** The relay keeps one device per endpoint and gives the same id again. */
async function register(phone: Phone, subscription: PushSubscription): Promise<string> {
  const { endpoint } = subscription
  const { keys } = subscription.toJSON()
  const body = {
    label: labelOf(thisAgent()),
    subscription: { endpoint, keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' } },
  }
  const { id } = await phone.client.call('registerDevice', { body })
  await keep<Registered>('device', { endpoint, device: id })
  return id
}

/** The device that this phone is, of those in a list. */
export async function isThisPhone({ id }: Device): Promise<boolean> {
  return (await kept<Registered>('device'))?.device === id
}

function isFor(subscription: PushSubscription, pushKey: string): boolean {
  const key = subscription.options.applicationServerKey
  return key !== null && encodeBase64url(new Uint8Array(key)) === pushKey
}

function isSupported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

function isApplePhone(): boolean {
  return /iPhone|iPad/.test(navigator.userAgent)
}
