import { type MonitoredAction, mostMonitored } from '@countersign/shared/api'
import type { Digest } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'
import { sendMonitored } from './send.ts'

/** What a monitored rule matched, and by which policy. */
export type Kept = { readonly policy: Digest; readonly action: MonitoredAction }

/** How many wait for the relay at the most: the newest. */
const mostKept = 500

/** How long they are gathered before they are written and sent, in milliseconds. */
const gathering = 1_000

let fresh: Kept[] = []
let last: Promise<void> = Promise.resolve()

/** Keeps it until the relay has it: it may be away, and nobody signed in. */
export function keepMonitored(kept: Kept): void {
  fresh.push(kept)
  if (fresh.length > 1) return
  inTurn(gatherAndWrite)
  sendKept()
}

/** Tells the relay of what waits, one call after the other; what it takes, or never will, waits no longer. */
export function sendKept(): void {
  inTurn(send)
}

/** What waits lies in one place: it is changed by one after the other. */
function inTurn(change: () => Promise<void>): void {
  last = last.then(change).catch((error: unknown) => {
    console.warn('Countersign: the relay could not be told what monitored rules matched.', error)
  })
}

async function gatherAndWrite(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, gathering))
  const waiting = [...(await readWaiting()), ...fresh].slice(-mostKept)
  fresh = []
  await browser.storage.local.set({ monitored: waiting })
}

async function send(): Promise<void> {
  let waiting = await readWaiting()
  while (waiting[0] !== undefined) {
    const { policy } = waiting[0]
    const batch = waiting.filter((one) => one.policy === policy).slice(0, mostMonitored)
    const isDone = await sendMonitored({ policy, actions: batch.map(({ action }) => action) })
    if (!isDone) return
    waiting = waiting.filter((one) => !batch.includes(one))
    await browser.storage.local.set({ monitored: waiting })
  }
}

async function readWaiting(): Promise<readonly Kept[]> {
  const { monitored } = await browser.storage.local.get('monitored')
  // Written above and nowhere else.
  return (monitored as readonly Kept[] | undefined) ?? []
}
