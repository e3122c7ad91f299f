/** What a record of a file may hold, as far as the lab needs it. */
export type MmdbValue = string | number | readonly MmdbValue[] | { readonly [name: string]: MmdbValue }

/** A network in CIDR notation, and what is said of it. */
export type MmdbEntry = readonly [network: string, record: MmdbValue]

/**
 * A file in the MaxMind DB format 2.0 (https://maxmind.github.io/MaxMind-DB/): an IPv6 tree, IPv4 networks under ::/96,
 * records of 24 bits.
 *
 * @param type what it calls itself: `GeoLite2-City`
 * @param entries wider networks before those inside them
 */
export function writeMmdb(type: string, entries: readonly MmdbEntry[]): Buffer {
  const nodes: [Side, Side][] = [[undefined, undefined]]
  const data: Buffer[] = []
  let dataSize = 0
  for (const [network, record] of entries) {
    const encoded = encode(record)
    put(nodes, bitsOf(network), { data: dataSize })
    data.push(encoded)
    dataSize += encoded.length
  }
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: Math.floor(Date.now() / 1000),
    database_type: type,
    description: { en: 'Made by the lab' },
    ip_version: 6,
    languages: ['en'],
    node_count: nodes.length,
    record_size: 24,
  })
  const marker = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex')
  return Buffer.concat([treeOf(nodes), Buffer.alloc(16), ...data, marker, metadata])
}

/** Another node, a place in the data, or nothing. */
type Side = number | { readonly data: number } | undefined

function put(nodes: [Side, Side][], bits: readonly (0 | 1)[], value: Side): void {
  let node = 0
  for (const [index, bit] of bits.entries()) {
    const here = nodes[node]
    if (here === undefined) throw new Error('A tree leads to its own nodes alone.')
    if (index === bits.length - 1) {
      here[bit] = value
      return
    }
    const next = here[bit]
    if (typeof next === 'number') node = next
    else {
      // What is said of a wider network goes on for the rest of it.
      node = nodes.push([next, next]) - 1
      here[bit] = node
    }
  }
}

function treeOf(nodes: readonly (readonly [Side, Side])[]): Buffer {
  const tree = Buffer.alloc(nodes.length * 6)
  const sideOf = (side: Side) => {
    if (typeof side === 'number') return side
    return side === undefined ? nodes.length : nodes.length + 16 + side.data
  }
  for (const [index, sides] of nodes.entries()) {
    tree.writeUIntBE(sideOf(sides[0]), index * 6, 3)
    tree.writeUIntBE(sideOf(sides[1]), index * 6 + 3, 3)
  }
  return tree
}

function bitsOf(network: string): readonly (0 | 1)[] {
  const [address = '', length = ''] = network.split('/')
  const bytes = address.includes(':')
    ? sixBytes(address)
    : [...Array<number>(12).fill(0), ...address.split('.').map(Number)]
  const prefix = Number(length) + (address.includes(':') ? 0 : 96)
  const bits = bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((shift) => ((byte >> shift) & 1) as 0 | 1))
  return bits.slice(0, prefix)
}

function sixBytes(address: string): readonly number[] {
  const [before = '', after = ''] = address.split('::').map((side) => side)
  const groups = (side: string) => (side === '' ? [] : side.split(':').map((group) => Number.parseInt(group, 16)))
  const [first, last] = [groups(before), groups(after)]
  const all = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last]
  return all.flatMap((group) => [group >> 8, group & 255])
}

/** "Output data section" of the format: the type in the first three bits, then the size. */
function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value)
    return Buffer.concat([control(2, text.length), text])
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return Buffer.concat([control(6, 4), bytes])
  }
  if (isList(value)) return Buffer.concat([control(11, value.length), ...value.map(encode)])
  const members = Object.entries(value)
  return Buffer.concat([control(7, members.length), ...members.flatMap(([name, one]) => [encode(name), encode(one)])])
}

function isList(value: MmdbValue): value is readonly MmdbValue[] {
  return Array.isArray(value)
}

function control(type: number, size: number): Buffer {
  if (size >= 285) throw new Error('The lab writes nothing as long as that.')
  const [short, ...more] = size < 29 ? [size] : [29, size - 29]
  return Buffer.from(type > 7 ? [short ?? 0, type - 7, ...more] : [(type << 5) | (short ?? 0), ...more])
}
