import { type Address, isInNetwork, type Network, readAddress, readNetwork } from '@countersign/shared/policy'

/** Whose word about the caller's address counts: so many proxies one behind the other, or those of some networks. */
export type TrustedProxies =
  | { readonly by: 'count'; readonly count: number }
  | { readonly by: 'network'; readonly networks: readonly Network[] }

/**
 * The setting: a number, or networks separated by commas.
 *
 * @throws {Error} what is wrong with it, in words
 */
export function readTrustedProxies(text: string): TrustedProxies {
  if (/^[0-9]+$/.test(text)) {
    const count = Number(text)
    if (count > mostProxies) throw new Error(`${count} proxies are too many: ${mostProxies} is the most`)
    return { by: 'count', count }
  }
  const networks = text.split(',').map((network) => readNetwork(network.trim()))
  return { by: 'network', networks }
}

const mostProxies = 10

/**
 * The address that a call comes from, as the nearest one says whose word does not count. What stands before that in
 * `X-Forwarded-For` may be written by anybody. Undefined where nobody who counts has said it: a proxy's own address is
 * never taken for the caller's.
 *
 * @param peer the other end of the connection
 * @param forwarded `X-Forwarded-For`, to which each proxy adds the address at its own other end
 */
export function callerBehind(peer: string, forwarded: string | undefined, trusted: TrustedProxies): string | undefined {
  const hops = [peer, ...(forwarded ?? '').split(',').reverse()]
  // One by one: what stands before the one that counts may be long, and nobody has to read it.
  for (const [index, text] of hops.entries()) {
    const hop = readAddress(withoutPort(text.trim()))
    if (!isTrusted(hop, index, trusted)) return hop?.toString()
  }
  return undefined
}

/** What is no address is nobody's proxy: there it ends, and who called is not known. */
function isTrusted(hop: Address | undefined, index: number, trusted: TrustedProxies): boolean {
  if (hop === undefined) return false
  return trusted.by === 'count' ? index < trusted.count : trusted.networks.some((network) => isInNetwork(hop, network))
}

/** Some proxies add the port; a zone is the proxy's own business. */
function withoutPort(hop: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\](?::[0-9]+)?|([0-9.]+):[0-9]+)$/.exec(hop) ?? []
  return (bracketed ?? plain ?? hop).replace(/%.*$/, '')
}
