import { RelayUnreachable } from '@countersign/shared/api'
import { decodeBase64url, encodeBase64url } from '@countersign/shared/protocol'
import { labelOf, thisAgent } from '../devices/label.ts'
import type { Phone } from '../phone.ts'

/** Whether requests reach this phone while the app is closed. */
export type Notifications =
  | { readonly kind: 'on' }
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
    await register(phone, await subscribe(registration, pushKey))
    return { kind: 'on' }
  }
  await register(phone, subscription)
  return { kind: 'on' }
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
  await register(phone, await subscribe(registration, pushKey))
  return { kind: 'on' }
}

/** Ends the subscription of this phone. */
export async function turnOff(): Promise<void> {
  const registration = await navigator.serviceWorker.ready
  const subscription = await registration.pushManager.getSubscription()
  await subscription?.unsubscribe()
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

/** The relay keeps an endpoint once. */
async function register(phone: Phone, subscription: PushSubscription): Promise<void> {
  const { endpoint } = subscription
  const { keys } = subscription.toJSON()
  const body = {
    label: labelOf(thisAgent()),
    subscription: { endpoint, keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' } },
  }
  await phone.client.call('registerDevice', { body })
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
