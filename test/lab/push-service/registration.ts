import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** One push subscription as the vendor knows it. */
export type Registration = {
  /** The browser profile ("android id"), decimal. */
  readonly device: string
  /** The application id, e.g. `org.chromium.linux`. */
  readonly app: string
  /** What the browser finds the subscription by: `wp:ORIGIN#GUID`. */
  readonly subtype: string
  /** The subscription's `applicationServerKey`, base64url of the 65 bytes. */
  readonly sender: string
  /** Milliseconds since the epoch. */
  readonly issued: number
}

export type FoundRegistration =
  | { readonly kind: 'active'; readonly registration: Registration }
  | { readonly kind: 'unsubscribed' }
  | { readonly kind: 'unknown' }

/**
 * Hands out tokens and knows them again. A token *is* its registration, sealed with a key: a service that starts again
 * with the same key goes on serving the subscriptions that browsers kept in their profiles, with nothing stored.
 */
export class Registrations {
  readonly #key: Uint8Array
  readonly #unsubscribed = new Map<string, number>()

  constructor(key: Uint8Array) {
    this.#key = key
  }

  register(wanted: Omit<Registration, 'issued'>): string {
    const registration: Registration & { readonly unique: string } = {
      ...wanted,
      issued: Date.now(),
      unique: randomBytes(6).toString('base64url'),
    }
    const payload = Buffer.from(JSON.stringify(registration)).toString('base64url')
    return `${payload}.${this.#seal(payload)}`
  }

  /** Every token issued so far for the same device and subtype answers 410 from now on. */
  unsubscribe(device: string, subtype: string): void {
    this.#unsubscribed.set(`${device} ${subtype}`, Date.now())
  }

  find(token: string): FoundRegistration {
    const [payload, seal, more] = token.split('.')
    if (payload === undefined || seal === undefined || more !== undefined) return { kind: 'unknown' }
    const expected = Buffer.from(this.#seal(payload))
    const given = Buffer.from(seal)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { kind: 'unknown' }
    // The seal says that `register` wrote it, so its shape is known.
    const registration = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Registration
    const until = this.#unsubscribed.get(`${registration.device} ${registration.subtype}`) ?? 0
    return registration.issued <= until ? { kind: 'unsubscribed' } : { kind: 'active', registration }
  }

  #seal(payload: string): string {
    return createHmac('sha256', this.#key).update(payload).digest().subarray(0, 16).toString('base64url')
  }
}
