/** Where the service worker notes when it showed the notification of a request: a cache, the storage both can reach. */
export const shownCache = 'countersign-shown'

/** The key of a request's note. It is never fetched. */
export function shownKey(request: string): string {
  return `/shown/${request}`
}

/** When this phone showed the notification of a request, in milliseconds since the epoch. */
export async function shownAt(request: string): Promise<number | undefined> {
  if (!('caches' in window)) return undefined
  const note = await (await caches.open(shownCache)).match(shownKey(request))
  return note === undefined ? undefined : Number(await note.text())
}
