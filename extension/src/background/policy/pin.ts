import browser, { type Runtime } from 'webextension-polyfill'
import { readTrust } from '../anchor/anchor.ts'
import { type Candidate, type Looked, lookAt } from '../anchor/candidate.ts'
import { forgetPinned, keepPinned } from '../anchor/pinned.ts'
import { relayOrigin } from '../anchor/relay-origin.ts'
import { isOwnPage } from '../browser/own-page.ts'
import { keysBeside } from './keys.ts'
import { fetchOffer } from './policy.ts'
import { putInForce } from './rules.ts'

/** What the options page asks, where neither build nor administrator has said whom to trust. */
export type PinCall =
  | { readonly kind: 'look'; readonly relay: string }
  /** The person has compared the fingerprint. */
  | { readonly kind: 'pin'; readonly relay: string; readonly fingerprint: string }
  | { readonly kind: 'unpin' }

export type PinAnswer =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'done' }

/** @param anew what is in force must be found out anew */
export function answerPins(anew: () => Promise<void>): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    return isOwnPage(sender) && isPinCall(message) ? answer(message, anew) : undefined
  })
}

async function answer(call: PinCall, anew: () => Promise<void>): Promise<PinAnswer> {
  if (call.kind === 'look') return withoutAnchor(await look(call.relay))
  if (call.kind === 'unpin') return unpin(anew)
  return pin(call, anew)
}

function look(relay: string): Promise<Looked> {
  const keysFor: Parameters<typeof lookAt>[1]['keysFor'] = (token, policy) =>
    keysBeside(relayOrigin(relay) ?? '').keysFor(token, policy)
  return lookAt(relay, { fetchOffer, keysFor, now: Date.now() })
}

/** Looked at once more: what is pinned is what the person saw, or nothing. */
async function pin(
  { relay, fingerprint }: Extract<PinCall, { kind: 'pin' }>,
  anew: () => Promise<void>,
): Promise<PinAnswer> {
  if ((await readTrust()).kind !== 'none') return { kind: 'none', why: 'This browser trusts somebody already.' }
  const looked = await look(relay)
  if (looked.kind === 'none') return looked
  if (looked.candidate.fingerprint !== fingerprint) {
    return { kind: 'none', why: 'The relay names another key than a moment ago. Nobody is trusted.' }
  }
  await keepPinned(looked.anchor)
  await anew()
  return { kind: 'done' }
}

/** The person gives the organisation up: its rules go with it. */
async function unpin(anew: () => Promise<void>): Promise<PinAnswer> {
  await forgetPinned()
  await anew()
  if ((await readTrust()).kind === 'none') await putInForce({ rules: [] })
  return { kind: 'done' }
}

function withoutAnchor(looked: Looked): PinAnswer {
  return looked.kind === 'none' ? looked : { kind: 'candidate', candidate: looked.candidate }
}

function isPinCall(message: unknown): message is PinCall {
  if (message === null || typeof message !== 'object' || !('kind' in message)) return false
  return ['look', 'pin', 'unpin'].includes(String(message.kind))
}
