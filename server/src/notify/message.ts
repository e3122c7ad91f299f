import { createHash } from 'node:crypto'
import type { ActionRequest } from '@countersign/shared/protocol'
import type { Message } from './send.ts'
import type { Wanted } from './wanted.ts'

/**
 * The notification of a request, in the form of declarative Web Push, which service workers read too. A lock screen is
 * a public place: it says who asks and for which console, never what.
 *
 * @param lasts milliseconds in which it is worth showing
 */
export function requestMessage(
  request: ActionRequest,
  wanted: Wanted,
  delivery: string,
  appUrl: string,
  lasts: number,
): Message {
  return {
    payload: JSON.stringify({
      web_push: 8030,
      notification: {
        ...words(request, wanted),
        navigate: `${appUrl}/r/${request.id}`,
        tag: request.id,
        lang: 'en',
        dir: 'ltr',
        data: { request: request.id, delivery },
      },
    }),
    topic: createHash('sha256').update(request.id).digest('base64url').slice(0, 32),
    ttl: Math.max(1, Math.ceil(lasts / 1_000)),
  }
}

function words(
  { requester }: ActionRequest,
  { console, of }: Wanted,
): { readonly title: string; readonly body: string } {
  if (of === 'requester') {
    return { title: `Confirm that it is you: ${console}`, body: 'Something was asked for in your name.' }
  }
  const who = requester.name ?? requester.email ?? 'Somebody'
  if (of === 'reviewers') return { title: `${who} went without approval`, body: `${console}: look at it, please.` }
  return { title: `${who} asks for your approval`, body: console }
}

/** What “Send me a test” sends. */
export function testMessage(appUrl: string): Message {
  return {
    payload: JSON.stringify({
      web_push: 8030,
      notification: {
        title: 'This phone is ready',
        body: 'Requests for your approval arrive like this one.',
        navigate: `${appUrl}/`,
        tag: 'test',
        lang: 'en',
        dir: 'ltr',
        data: {},
      },
    }),
    topic: 'test',
    ttl: 60,
  }
}
