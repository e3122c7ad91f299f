import { requestPages } from '@countersign/shared/app'
import { canonicalUrl, type LeavesOut, type Rule, ruleOf } from '@countersign/shared/policy'
import {
  type Action,
  type ActionRequest,
  type Captured,
  clocksOf,
  decodeBase64url,
  demandReason,
  digestOf,
  encodeBase64url,
  makeAction,
  makeChallenge,
  makeSalt,
  mostBeside,
  type Proof,
  quorumsOf,
  type RequestId,
  readableBefore,
  readableBody,
  type Salt,
  sha256,
  signAsk,
  type TrustedPolicy,
  type VerifiedRequest,
} from '@countersign/shared/protocol'
import { v7 as uuidv7 } from 'uuid'
import browser from 'webextension-polyfill'
import type { SentCapture } from '../../messages.ts'
import { readAnchor } from '../anchor/anchor.ts'
import { describeBrowser } from '../browser/describe-browser.ts'
import { readDevice } from '../session/device-key.ts'
import type { Asker } from '../session/opened-session.ts'
import { freshNumber } from './fresh-number.ts'
import { leavesOutBy } from './leaves-out.ts'

/** The holder's own copy of what it asked; nothing that the relay says replaces it. */
export type Own = VerifiedRequest & {
  readonly proof: Proof
  readonly body: string | undefined
  /** What stood there before, where its rule compares and it could be read. */
  readonly before: string | undefined
  /** Where the phone app shows it: at the relay, or where the relay leads. */
  readonly page: string
}

export type Asking = {
  readonly trusted: TrustedPolicy
  readonly rule: Rule
  readonly session: Asker
  readonly capture: SentCapture
  readonly page: { readonly title: string; readonly origin: string }
  readonly reason: string | undefined
  readonly before: Uint8Array<ArrayBuffer> | undefined
}

/**
 * Makes the request: all of it, digest and proof included, before anything leaves this browser.
 *
 * @throws {ProtocolError} `quorum_unknown`: nobody could approve it; or the reason is not what the rule asks for
 */
export async function makeRequest(asking: Asking): Promise<Own | undefined> {
  const { trusted, rule, session, capture, page, reason } = asking
  const created = Date.now()
  const counting = leavesOutBy(trusted.policy, session, capture, created)
  const action = (await actionUnder(rule, trusted, capture, counting)) ?? (await actionUnder(rule, trusted, capture))
  // Others count by now: they are asked for anew.
  if (action === undefined) return undefined
  demandReason(rule, reason)
  quorumsOf({ rule, request: { action, requester: session.identity, created } })
  const { device, browserName } = await describeBrowser()
  const body = travelling(await readableBody(rule, await holderSalt(), asCaptured(capture).body))
  const before = body === undefined ? undefined : await readableOf(asking)
  const request: ActionRequest = {
    // A UUIDv7 in lower case is what the brand stands for.
    id: uuidv7() as RequestId,
    action,
    requester: session.identity,
    context: {
      ...(reason === undefined ? {} : { reason }),
      number: freshNumber(),
      device,
      browser: browserName,
      page,
      ...(before === undefined ? {} : { before: { digest: await sha256(before), size: before.length } }),
    },
    policy: trusted.digest,
    challenge: makeChallenge(),
    ...clocksOf(rule, created),
  }
  const digest = await digestOf(request)
  const { pair, publicJwk } = await readDevice()
  const jws = await signAsk({ privateKey: pair.privateKey, publicJwk }, digest)
  const proof: Proof = { id_token: session.idToken, salt: session.salt, jws }
  const anchor = await readAnchor()
  const shownAt = `${anchor.relay}${requestPages}${request.id}`
  return { request, digest, rule, proof, body, before: before && encodeBase64url(before), page: shownAt }
}

/** What may be read of what stood there. Beside a body that does not travel nobody could compare it. */
async function readableOf({ rule, before }: Asking): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return before === undefined ? undefined : readableBefore(rule, await holderSalt(), before)
}

/** The action, where what counts comes to just this rule; all rules that match may count. */
async function actionUnder(
  rule: Rule,
  { policy }: TrustedPolicy,
  capture: SentCapture,
  leavesOut?: LeavesOut,
): Promise<Action | undefined> {
  const action = await actionOf(policy, capture, leavesOut)
  return action !== undefined && ruleOf(policy, action) === rule ? action : undefined
}

/** What a capture would do, by the rules of a policy that count; undefined where none protects it. */
export async function actionOf(
  policy: TrustedPolicy['policy'],
  capture: SentCapture,
  leavesOut?: LeavesOut,
): Promise<Action | undefined> {
  return makeAction(policy, await holderSalt(), asCaptured(capture), leavesOut)
}

/** One salt per browser session hides what is secret; the relay never learns it. */
function holderSalt(): Promise<Salt> {
  salt ??= loadSalt()
  return salt
}

let salt: Promise<Salt> | undefined

async function loadSalt(): Promise<Salt> {
  const { salt: kept } = await browser.storage.session.get('salt')
  // Written below and nowhere else.
  if (typeof kept === 'string') return kept as Salt
  const fresh = makeSalt()
  await browser.storage.session.set({ salt: fresh })
  return fresh
}

/** A capture as the shared code reads it; its bytes are decoded once. */
export function asCaptured(sent: SentCapture): Captured {
  const before = known.get(sent)
  if (before !== undefined) return before
  const captured = decoded(sent)
  known.set(sent, captured)
  return captured
}

const known = new WeakMap<SentCapture, Captured>()

function decoded({ method, url, headers, body }: SentCapture): Captured {
  const common = { method, url: canonicalUrl(url) ?? url, headers }
  if (body.kind === 'none') return { ...common, body }
  if (body.kind === 'bytes') return { ...common, body: { ...body, bytes: decodeBase64url(body.bytes) } }
  const entries = body.entries.map((entry) => {
    if (!('bytes' in entry)) return entry
    const { name, filename, type } = entry
    return { name, filename, type, value: decodeBase64url(entry.bytes) }
  })
  return { ...common, body: { kind: 'form-data', entries } }
}

function travelling(readable: Uint8Array | undefined): string | undefined {
  return readable !== undefined && readable.length <= mostBeside ? encodeBase64url(readable) : undefined
}
