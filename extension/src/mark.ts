/** The fragment that lets one released request through the block: network rules see it, no server does. */
export const markStart = '#__cs='

export function markedUrl(url: string, nonce: string): string {
  return `${url}${markStart}${nonce}`
}

/** A URL without its mark, or undefined when it has none. */
export function withoutMark(url: string): string | undefined {
  const at = url.indexOf(markStart)
  return at === -1 ? undefined : url.slice(0, at)
}

/**
 * Where a content script asks while its page stands still: an address that no request ever reaches, since the network
 * rules block every one of this mark but where the background has one answered.
 */
export const probeMark = '#__cs?'

export function probeUrl(origin: string, nonce: string): string {
  return `${origin}/${probeMark}${nonce}`
}

/** The extension's file that answers a probe in Firefox, whose rules lead to no `data:` URL; the answer is its query. */
export const answerFile = 'answer.txt'

/** Whether a URL is one that only this extension uses. */
export function isMarked(url: string): boolean {
  return url.includes(markStart) || url.includes(probeMark)
}
