import { readFile } from 'node:fs/promises'
import type { Seen } from '@countersign/shared/policy'
import { Reader, type Response } from 'maxmind'
import { ConfigError } from '../config.ts'

/** In which country and city addresses lie, by the operator's own file. */
export type Places = {
  readonly find: (ip: string) => Pick<Seen, 'country' | 'city'>
  /** Reads the file anew. Where that cannot be used the last good one stays. */
  readonly reload: () => Promise<void>
}

/**
 * The places of an MMDB file (MaxMind DB format 2.0); without a file they are not known.
 *
 * @throws {ConfigError} where the file cannot be used, with what to do
 */
export async function openPlaces(file: string | undefined): Promise<Places> {
  if (file === undefined) return { find: () => ({}), reload: async () => {} }
  let reader = await read(file)
  return {
    find: (ip) => placeOf(recordOf(reader, ip)),
    reload: async () => {
      reader = await read(file)
    },
  }
}

type PlaceReader = Reader<Response>

async function read(file: string): Promise<PlaceReader> {
  const content = await readFile(file).catch((cause: unknown) => {
    throw new ConfigError(`COUNTERSIGN_MMDB: ${file} cannot be read. Is it there, and may the relay read it?`, {
      cause,
    })
  })
  const reader = readerOf(file, content)
  const { databaseType } = reader.metadata
  if (/city|country|enterprise/i.test(databaseType)) return reader
  const words = `${file} holds no countries: it is ${JSON.stringify(databaseType)}. ${wanted}`
  throw new ConfigError(`COUNTERSIGN_MMDB: ${words}`)
}

function readerOf(file: string, content: Buffer): PlaceReader {
  try {
    const reader: PlaceReader = new Reader(content)
    // Of a file that was cut off what is missing may be found out only when it is looked for.
    for (const address of ['0.0.0.0', '255.255.255.255']) reader.get(address)
    return reader
  } catch (cause) {
    throw new ConfigError(`COUNTERSIGN_MMDB: ${file} is broken, or no MMDB file. ${wanted}`, { cause })
  }
}

const wanted = 'Download GeoLite2-City.mmdb or another file in that format anew, or leave the setting out.'

/** A part of the file that is broken is about nobody. */
function recordOf(reader: PlaceReader, ip: string): unknown {
  try {
    return reader.get(ip)
  } catch {
    return undefined
  }
}

/** GeoIP2's names, which others follow. Where an address is, not where it is registered. */
function placeOf(record: unknown): Pick<Seen, 'country' | 'city'> {
  const country = memberOf(memberOf(record, 'country'), 'iso_code')
  const city = memberOf(memberOf(memberOf(record, 'city'), 'names'), 'en')
  return {
    ...(typeof country === 'string' && /^[A-Z]{2}$/.test(country) ? { country } : {}),
    ...(typeof city === 'string' && city !== '' ? { city: city.slice(0, 100) } : {}),
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}
