import { encodeBase64url } from '../encoding/base64url.ts'
import type { Salt } from './brands.ts'

/** A name that nobody guesses: base64url of 16 random bytes. */
export function makeUnguessable(): string {
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))
}

/** A fresh salt: base64url of 16 random bytes. */
export function makeSalt(): Salt {
  // 16 random bytes in base64url are what the brand stands for.
  return makeUnguessable() as Salt
}

/** A fresh challenge: base64url of 32 random bytes; an old decision cannot be replayed against it. */
export function makeChallenge(): string {
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(32)))
}

/** Two digits that requester and approver compare by eye, `10` to `99`, without modulo bias. */
export function makeNumber(): string {
  for (;;) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1))
    if (byte < 180) return String(10 + (byte % 90))
  }
}
