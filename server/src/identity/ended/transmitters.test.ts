import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConfigError } from '../../config.ts'
import { readTransmitters } from './transmitters.ts'

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'transmitters-'))
})

afterAll(() => rm(directory, { recursive: true }))

const one = {
  issuer: 'https://login.acme.example',
  transmitter: 'https://signals.acme.example',
  jwks_uri: 'https://signals.acme.example/jwks',
  audience: 'https://relay.acme.example',
  authorization_header: 'Bearer 0123456789abcdef',
}

async function read(source: unknown) {
  const file = join(directory, 'transmitters.json')
  await writeFile(file, typeof source === 'string' ? source : JSON.stringify(source))
  return readTransmitters(file)
}

describe('the transmitters', () => {
  test('are none where there is no file', async () => {
    expect(await readTransmitters(undefined)).toEqual([])
  })

  test('name accounts by the issuer and sign with RS256, unless it is said otherwise', async () => {
    expect(await read([one])).toMatchObject([{ of: one.issuer, subjectIssuer: one.issuer, algorithms: ['RS256'] }])
    const other = { subject_issuer: 'https://acme.example', algorithms: ['ES256'] }
    expect(await read([{ ...one, ...other }])).toMatchObject([
      { of: one.issuer, subjectIssuer: 'https://acme.example', algorithms: ['ES256'] },
    ])
  })

  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['no list', one],
    ['nothing', []],
    ['a short secret', [{ ...one, authorization_header: 'Bearer x' }]],
    ['no audience', [{ ...one, audience: undefined }]],
    ['an algorithm without a key', [{ ...one, algorithms: ['none'] }]],
    ['a shared secret as an algorithm', [{ ...one, algorithms: ['HS256'] }]],
    ['a member that nobody knows', [{ ...one, secret: 'x' }]],
  ])('with %s keep the relay from starting', async (_, source) => {
    await expect(read(source)).rejects.toThrow(ConfigError)
  })

  test('in a file that is not there keep the relay from starting, too', async () => {
    await expect(readTransmitters(join(directory, 'none.json'))).rejects.toThrow(/cannot be read/)
  })
})
