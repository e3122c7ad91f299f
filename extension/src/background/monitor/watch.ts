import { type Monitored, monitoredBy } from '@countersign/shared/policy'
import { makeSalt } from '@countersign/shared/protocol'
import browser, { type WebRequest } from 'webextension-polyfill'
import type { RequestBody } from '../body-truth/seen.ts'
import { manifestHosts } from '../browser/manifest-hosts.ts'
import { monitoredPages } from '../browser/protected-pages.ts'
import { thisBrowser } from '../browser/this-browser.ts'
import { readStanding } from '../policy/policy.ts'
import { leavesOutBy } from '../request/leaves-out.ts'
import { readSession } from '../session/session.ts'
import { keepMonitored } from './kept.ts'
import { outgoingOf } from './outgoing-of.ts'

/**
 * Sees what monitored rules match, as it leaves: nothing is held, and no page runs a script of ours for it. Where
 * nothing is monitored no request is looked at.
 */
export function watchMonitored(): void {
  // It stands before the first await, or the browser would not wake this worker for it; what is not needed goes at once.
  listenOn(manifestHosts())
  void follow()
  browser.storage.local.onChanged.addListener(({ policy }) => {
    if (policy !== undefined) void follow()
  })
}

async function follow(): Promise<void> {
  const standing = await readStanding()
  listenOn(standing.kind === 'policy' ? monitoredPages(standing.inForce.policy) : [])
}

function listenOn(urls: readonly string[]): void {
  browser.webRequest.onBeforeRequest.removeListener(begun)
  browser.webRequest.onBeforeSendHeaders.removeListener(leaving)
  if (urls.length === 0) return
  const filter = { urls: [...urls] }
  browser.webRequest.onBeforeRequest.addListener(begun, filter, ['requestBody'])
  browser.webRequest.onBeforeSendHeaders.addListener(leaving, filter, ['requestHeaders'])
}

/** Bodies of what has begun and not left yet. What is answered from a cache never leaves: the oldest are forgotten. */
const bodies = new Map<string, RequestBody | null | undefined>()
const mostBegun = 200

function begun({ requestId, requestBody }: WebRequest.OnBeforeRequestDetailsType): undefined {
  // The types have one value for a field, the browsers a list.
  bodies.set(requestId, requestBody as unknown as RequestBody | null | undefined)
  const [oldest] = bodies.keys()
  if (bodies.size > mostBegun && oldest !== undefined) bodies.delete(oldest)
  return undefined
}

function leaving(details: WebRequest.OnBeforeSendHeadersDetailsType): undefined {
  const body = bodies.get(details.requestId)
  bodies.delete(details.requestId)
  void see(details, body)
  return undefined
}

async function see(
  { method, url, requestHeaders = [] }: WebRequest.OnBeforeSendHeadersDetailsType,
  body: RequestBody | null | undefined,
): Promise<void> {
  const at = Date.now()
  const standing = await readStanding()
  if (standing.kind === 'nothing') return
  const { policy, digest } = standing.inForce
  const outgoing = outgoingOf({ method, url, headers: requestHeaders, body }, thisBrowser === 'firefox')
  const monitored = monitoredBy(policy, outgoing, leavesOutBy(policy, await readSession(), outgoing, at))
  if (monitored === undefined) return
  const { open } = monitored
  const address = { method: outgoing.method, url: outgoing.url }
  keepMonitored({ policy: digest, action: { id: makeSalt(), rules: namesOf(monitored), open, ...address, at } })
}

/** More than anybody reads are not named. */
function namesOf({ rule, also }: Monitored): string[] {
  return [rule.id, ...also].slice(0, 20)
}
