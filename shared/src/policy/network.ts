import ipaddr from 'ipaddr.js'

const { IPv4, IPv6 } = ipaddr

/** An address of either kind, in the one way in which it is written (RFC 5952); an IPv4 one is always written as such. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Every address that begins with the same bits. */
export type Network = { readonly first: Address; readonly bits: number }

/**
 * The address that a text is. IPv4 has four decimal numbers, since servers differ about every other spelling; IPv6 is as
 * RFC 4291 §2.2 has it, without a zone. An IPv4 address in IPv6's clothes (`::ffff:10.0.0.1`) is the IPv4 address.
 */
export function readAddress(text: string): Address | undefined {
  if (IPv4.isValidFourPartDecimal(text)) return IPv4.parse(text)
  const groups = withoutDots(text)
  // The library also takes zones, and groups of any length.
  if (!/^[0-9a-f:]+$/i.test(groups) || /[0-9a-f]{5}/i.test(groups) || !IPv6.isValid(groups)) return undefined
  const address = IPv6.parse(groups)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/**
 * The network that a text in CIDR notation is.
 *
 * @throws {Error} what is wrong with it, in words
 */
export function readNetwork(text: string): Network {
  const [, base = '', length = ''] = /^([^/]*)\/(0|[1-9][0-9]{0,2})$/.exec(text) ?? []
  const first = readAddress(base)
  if (first === undefined)
    throw new Error(`"${text}" is no network: write an address and its length, such as 10.0.0.0/8`)
  if (first.kind() === 'ipv4' && base.includes(':')) throw new Error(`"${text}" holds IPv4 addresses: write it as such`)
  const bits = Number(length)
  if (bits > first.toByteArray().length * 8) throw new Error(`"${text}" is no network: it has no ${bits} bits`)
  const begin = beginOf(first, bits)
  if (begin !== first.toString()) throw new Error(`"${text}" is an address in a network: write ${begin}/${bits}`)
  return { first, bits }
}

/** Whether an address lies in a network; none of the one kind lies in a network of the other. */
export function isInNetwork(address: Address, { first, bits }: Network): boolean {
  return address.kind() === first.kind() && address.match(first, bits)
}

function beginOf(address: Address, bits: number): string {
  const text = `${address}/${bits}`
  return (address.kind() === 'ipv4' ? IPv4.networkAddressFromCIDR(text) : IPv6.networkAddressFromCIDR(text)).toString()
}

/** Its last 32 bits as hexadecimal groups, where they are written as an IPv4 address: the library takes `::10.0.0.1` for one. */
function withoutDots(text: string): string {
  const dotted = /(?<=:)[0-9.]+$/.exec(text)?.[0]
  if (dotted === undefined || !IPv4.isValidFourPartDecimal(dotted)) return text
  const [a = 0, b = 0, c = 0, d = 0] = IPv4.parse(dotted).octets
  return `${text.slice(0, -dotted.length)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}
