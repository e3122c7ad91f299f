import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConfigError } from '../../../server/src/config.ts'
import { openPlaces } from '../../../server/src/requests/places.ts'
import { type Temporary, temporaryDirectory } from '../stage/temporary-directory.ts'
import { type MmdbEntry, writeMmdb } from './write-mmdb.ts'

// Where addresses lie, by a file that the operator brings.

const bern = { country: { iso_code: 'CH' }, city: { names: { de: 'Bern', en: 'Bern' } } }
const entries: readonly MmdbEntry[] = [
  ['10.0.0.0/8', { country: { iso_code: 'DE' }, registered_country: { iso_code: 'FR' } }],
  ['10.20.0.0/16', bern],
  ['10.20.30.0/24', { registered_country: { iso_code: 'FR' } }],
  ['10.20.31.0/24', { country: 'CH', city: 'Bern' }],
  ['10.20.32.0/24', { country: { iso_code: 'Switzerland' }, city: { names: { en: '' } } }],
  ['2001:db8::/32', bern],
]

let directory: Temporary
let file: string

beforeAll(async () => {
  directory = await temporaryDirectory()
  file = join(directory.path, 'places.mmdb')
})

afterAll(() => directory?.remove())

const good = writeMmdb('GeoLite2-City', entries)

describe('where an address lies', () => {
  test.each([
    ['10.20.0.7', { country: 'CH', city: 'Bern' }],
    ['10.21.0.7', { country: 'DE' }],
    ['2001:db8::7', { country: 'CH', city: 'Bern' }],
    ['203.0.113.7', {}],
    ['::1', {}],
    ['10.20.30.7', {}],
    ['10.20.31.7', {}],
    ['10.20.32.7', {}],
  ])('%s is said as the file has it, and nothing else', async (ip, place) => {
    await writeFile(file, good)
    expect((await openPlaces(file)).find(ip)).toEqual(place)
  })

  test('is not known without a file', async () => {
    expect((await openPlaces(undefined)).find('10.20.0.7')).toEqual({})
  })
})

describe('a file that cannot be used', () => {
  test.each<[string, Buffer, RegExp]>([
    ['is empty', Buffer.alloc(0), /is broken, or no MMDB file\. Download/],
    ['is something else', Buffer.from('<html>Sign in to download</html>'), /is broken, or no MMDB file\. Download/],
    ['is cut off', good.subarray(0, good.length / 2), /is broken, or no MMDB file\. Download/],
    ['has no countries', writeMmdb('GeoLite2-ASN', entries), /holds no countries: it is "GeoLite2-ASN"\. Download/],
  ])('because it %s keeps the relay from starting, and it is said what to do', async (_, content, words) => {
    await writeFile(file, content)
    await expect(openPlaces(file)).rejects.toThrow(ConfigError)
    await expect(openPlaces(file)).rejects.toThrow(words)
  })

  test('because it is not there does so, too', async () => {
    await expect(openPlaces(join(directory.path, 'none.mmdb'))).rejects.toThrow(/none\.mmdb cannot be read/)
  })

  test('changes nothing while the relay runs, and the next good one does', async () => {
    await writeFile(file, good)
    const places = await openPlaces(file)
    await writeFile(file, good.subarray(0, 100))
    await expect(places.reload()).rejects.toThrow(ConfigError)
    await rm(file)
    await expect(places.reload()).rejects.toThrow(ConfigError)
    expect(places.find('10.20.0.7')).toEqual({ country: 'CH', city: 'Bern' })
    await writeFile(file, writeMmdb('DBIP-Country-Lite', [['10.20.0.0/16', { country: { iso_code: 'AT' } }]]))
    await places.reload()
    expect(places.find('10.20.0.7')).toEqual({ country: 'AT' })
  })
})
