import type { Registration } from './registration.ts'

/** A message the service has accepted and not yet got rid of. */
export type StoredMessage = {
  readonly id: string
  readonly token: string
  readonly registration: Registration
  /** The encrypted body exactly as it came (`aes128gcm`), ≤ 4096 bytes. */
  readonly body: Uint8Array
  readonly topic: string | undefined
  /** Seconds. */
  readonly ttl: number
  /** Milliseconds since the epoch. */
  readonly accepted: number
}

/** Where a device's messages go while it is connected. */
export type Line = (message: StoredMessage) => void

/** Store and forward per device: TTL (RFC 8030 §5.2) and Topic (§5.4) decide what is still there when a device connects. */
export class Mailboxes {
  readonly #stored = new Map<string, StoredMessage[]>()
  readonly #lines = new Map<string, Line>()
  #held = false

  /** Sends at once to a connected device, and keeps the message until the device acknowledges it. */
  put(message: StoredMessage): void {
    const device = message.registration.device
    const line = this.#held ? undefined : this.#lines.get(device)
    // RFC 8030 §5.2: TTL 0 is delivered now or never.
    if (message.ttl === 0 && line === undefined) return
    const others = (this.#stored.get(device) ?? []).filter((stored) => !isReplaced(stored, message))
    this.#stored.set(device, [...others, message])
    line?.(message)
  }

  /** The device is there: what waits for it is sent, except what it says it `received` before. Returns how to hang up. */
  connect(device: string, line: Line, received: ReadonlySet<string> = new Set()): () => void {
    this.acknowledge(device, received)
    this.#lines.set(device, line)
    if (!this.#held) this.#flush(device)
    return () => {
      if (this.#lines.get(device) === line) this.#lines.delete(device)
    }
  }

  acknowledge(device: string, ids: ReadonlySet<string>): void {
    const left = (this.#stored.get(device) ?? []).filter((message) => !ids.has(message.id))
    this.#stored.set(device, left)
  }

  /** Nothing is sent to any device until the returned function is called: every phone is out of reach. */
  hold(): () => void {
    this.#held = true
    return () => {
      this.#held = false
      for (const device of this.#lines.keys()) this.#flush(device)
    }
  }

  #flush(device: string): void {
    const alive = (this.#stored.get(device) ?? []).filter((message) => !isExpired(message, Date.now()))
    this.#stored.set(device, alive)
    for (const message of alive) this.#lines.get(device)?.(message)
  }
}

function isReplaced(older: StoredMessage, newer: StoredMessage): boolean {
  return newer.topic !== undefined && older.topic === newer.topic && older.token === newer.token
}

function isExpired(message: StoredMessage, now: number): boolean {
  return now >= message.accepted + message.ttl * 1000
}
