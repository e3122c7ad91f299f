/** The origin of a relay's address as somebody wrote it; undefined where it is none that can be used. */
export function relayOrigin(written: string): string | undefined {
  if (!URL.canParse(written)) return undefined
  const { protocol, origin, hostname, pathname, search, hash, username, password } = new URL(written)
  if (pathname !== '/' || [search, hash, username, password].some((part) => part !== '')) return undefined
  if (protocol === 'https:') return origin
  // Plain http never leaves this device.
  return protocol === 'http:' && isLoopback(hostname) ? origin : undefined
}

/** Whether a relay is on this device: then its issuers may be so too. */
export function isLoopback(hostname: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
}
