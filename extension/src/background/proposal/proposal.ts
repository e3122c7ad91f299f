import type { RequestStatus } from '@countersign/shared/api'
import { matchRule, policyAddress } from '@countersign/shared/policy'
import {
  encodeBase64url,
  isErrorCode,
  ProtocolError,
  type VerifiedPolicy,
  wordsFor,
} from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'
import type { PanelView } from '../../panel-view.ts'
import { type Inspected, inspectNext } from '../policy/next-policy.ts'
import { currentPolicy, readStanding, refreshPolicy, refusals } from '../policy/policy.ts'
import { ask, heldBy, heldOf, waitView } from '../request/ask.ts'
import { whoDenied } from '../request/denies.ts'
import { cancel } from '../request/refuse.ts'
import { makeRequest, type Own } from '../request/request.ts'
import { wentByWord } from '../request/went.ts'
import { freshSession } from '../session/fresh-session.ts'
import { watchRequest } from '../session/relay.ts'
import { atSignIn, failedView } from '../session/sign-in-view.ts'

export type Show = (view: PanelView) => void

const name = 'proposal'

/** The proposal that is under way in this browser session, if any. */
export async function readProposal(): Promise<Own | undefined> {
  const { [name]: own } = await browser.storage.session.get(name)
  // Written below and nowhere else.
  return own as Own | undefined
}

export async function inspect(text: string): Promise<Inspected> {
  const { policy: inForce } = await currentPolicy()
  return inspectNext(text, { inForce, now: Date.now(), isSupported })
}

async function isSupported(regex: string): Promise<boolean> {
  return (await chrome.declarativeNetRequest.isRegexSupported({ regex, isCaseSensitive: false })).isSupported
}

/** Asks for the next policy under the one in force: a request like any other, which the relay releases itself. */
export async function propose(text: string, reason: string, signal: AbortSignal, show: Show): Promise<PanelView> {
  const trusted = await currentPolicy()
  const inspected = await inspect(text)
  if (inspected.kind === 'unusable') return { state: 'blocked', why: inspected.why }
  const own = await requestFor(inspected, reason, trusted, show, signal)
  if ('state' in own) return own
  if (signal.aborted) return { state: 'cancelled', held: heldOf(own) }
  await browser.storage.session.set({ [name]: own })
  return follow(own, signal, show)
}

async function requestFor(
  { next, bytes }: Extract<Inspected, { kind: 'next' }>,
  reason: string,
  trusted: VerifiedPolicy,
  show: Show,
  signal: AbortSignal,
): Promise<Own | PanelView> {
  const url = policyAddress(next.version)
  const matched = matchRule(trusted.policy, { method: 'PUT', url, headers: [], body: { kind: 'none' } })
  if (matched === undefined) return { state: 'blocked', why: wordsFor('request_rule_mismatch') }
  const { rule, params } = matched
  const held = heldBy(rule, params)
  const body = { kind: 'bytes', bytes: encodeBase64url(bytes), type: 'application/json' } as const
  const capture = { method: 'PUT', url, headers: [], body, way: 'fetch', overheard: false } as const
  const page = { title: 'Countersign options', origin: browser.runtime.getURL('').replace(/\/$/, '') }
  try {
    const session = await freshSession(trusted.policy, atSignIn(held, show, signal))
    const own = await makeRequest({ trusted, rule, session, capture, page, reason, before: undefined })
    return own ?? { state: 'blocked', why: wordsFor('request_rule_mismatch') }
  } catch (error) {
    if (error instanceof ProtocolError) return { state: 'refused', held, code: error.code, why: error.message }
    return failedView(error, held, signal)
  }
}

/**
 * Waits for what becomes of a proposal. Aborted with `cancelled` it is cancelled; aborted otherwise it goes on without
 * anybody watching.
 */
export async function follow(own: Own, signal: AbortSignal, show: Show): Promise<PanelView> {
  show(waitView(own, undefined, undefined))
  const asked = await ask(own, signal, show)
  if (asked !== undefined && 'code' in asked) return ended({ state: 'refused', held: heldOf(own), ...asked })
  const status = await end(own, signal, show)
  if (status !== undefined) return ended(await endOf(own, status))
  if (signal.reason === 'cancelled') return ended(await cancel(own))
  return { state: 'expired', held: heldOf(own), how: undefined }
}

/** The status that it ends with; undefined when nobody watches any more, or its time was over long ago. */
function end(own: Own, signal: AbortSignal, show: Show): Promise<RequestStatus | undefined> {
  const { id, expires, execute_within: within } = own.request
  return new Promise((resolve) => {
    const stop = (status: RequestStatus | undefined) => {
      clearTimeout(timer)
      stopWatching()
      resolve(status)
    }
    const timer = setTimeout(() => stop(undefined), Math.max(0, expires + 1_000 * within - Date.now()))
    const stopWatching = watchRequest(id, (status) => {
      if (status.state === 'pending' || status.state === 'approved') show(waitView(own, status, undefined))
      else stop(status)
    })
    if (signal.aborted) stop(undefined)
    signal.addEventListener('abort', () => stop(undefined))
  })
}

async function endOf(own: Own, status: RequestStatus): Promise<PanelView> {
  const held = heldOf(own)
  if (status.state === 'released') return inForceNow(own)
  if (status.state === 'denied') {
    return { state: 'denied', held, ...((await whoDenied(own, status)) ?? { by: 'The relay', reason: undefined }) }
  }
  const { refused } = status
  if (refused !== undefined) {
    return { state: 'refused', held, code: refused, why: isErrorCode(refused) ? wordsFor(refused) : '' }
  }
  if (status.state === 'cancelled') return { state: 'cancelled', held }
  return { state: 'expired', held, how: wentByWord(own, status) }
}

/** That the relay says so is not enough: this browser follows the evidence itself. */
async function inForceNow(own: Own): Promise<PanelView> {
  const held = heldOf(own)
  await refreshPolicy()
  const standing = await readStanding()
  const { body } = own.request.action
  if (standing.kind === 'policy' && body?.kind === 'bytes' && standing.inForce.digest === body.digest) {
    return { state: 'in-force', held, version: standing.inForce.policy.version }
  }
  const refusal = await refusals.read()
  const code = refusal?.code ?? 'request_policy_mismatch'
  return { state: 'refused', held, code, why: wordsFor(code) }
}

async function ended(view: PanelView): Promise<PanelView> {
  await browser.storage.session.remove(name)
  return view
}
