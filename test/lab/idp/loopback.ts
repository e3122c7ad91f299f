/** Why the identity provider refuses to run; `code` is stable. */
export class NotLoopbackError extends Error {
  readonly code = 'idp_relay_not_loopback'
}

/**
 * The demo provider prints its password on its own page, so it must never vouch for people to a relay that others reach.
 *
 * @param relayUrl the relay's public URL
 * @throws {NotLoopbackError} if the URL is unreadable or its host isn't this machine
 */
export function assertLoopback(relayUrl: string): void {
  if (isLoopback(relayUrl)) return
  throw new NotLoopbackError(
    `Acme SSO is a demo identity provider and only serves a relay on this machine; the relay's public URL is ${JSON.stringify(relayUrl)}.`,
  )
}

/** Whether the URL is http(s) on 127.0.0.0/8, ::1, localhost or a name under localhost (RFC 6761 section 6.3). */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  // The parser has already turned 127.1, 0x7f000001 and the like into four decimal parts.
  if (/^127\.\d+\.\d+\.\d+$/.test(hostname)) return true
  return hostname === '[::1]' || hostname === 'localhost' || hostname.endsWith('.localhost')
}
