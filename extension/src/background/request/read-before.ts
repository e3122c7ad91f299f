import { decodeBase64url } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'
import type { ReadBefore, SentCapture } from '../../messages.ts'

type Frame = { readonly tabId: number; readonly frameId: number }

/**
 * What stands at the address of a capture now, read by the page's content script: with the page's cookies, and out of
 * reach of its scripts. Nobody waits for it long, and nothing rests on it: undefined where it cannot be read.
 */
export async function readBefore(
  { url, headers, body }: SentCapture,
  { tabId, frameId }: Frame,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  // What is no text is not compared.
  if (body.kind !== 'bytes') return undefined
  const message: ReadBefore = { kind: 'read-before', url, headers: headers.filter(([name]) => !isOfBody(name)) }
  // The page may have gone meanwhile; its own script answers nothing else.
  const read: unknown = await browser.tabs.sendMessage(tabId, message, { frameId }).catch(() => undefined)
  return typeof read === 'string' ? decodeBase64url(read) : undefined
}

/** What the page set for what it sends, and not for who it is. */
function isOfBody(name: string): boolean {
  return /^(?:content-|if-|x-http-method|x-method-override)/i.test(name)
}
