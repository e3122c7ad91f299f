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
