import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { organisationMark } from '@countersign/shared/app'
import type { Policy } from '@countersign/shared/policy'
import { signPolicy, verifyPolicy } from '@countersign/shared/protocol'
import { created, examplePolicy } from '@countersign/shared/vectors/example.ts'
import { importJWK } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { generatePolicyKey } from '../policy/keygen.ts'
import type { Relay } from '../relay.ts'
import { makeOwnApp } from './own-app.ts'

const { privateJwk, publicJwk } = await generatePolicyKey()
const csp = 'content-security-policy'

let directory: string
let faults: number
let inForce: Awaited<ReturnType<typeof signed>>
let relay: Relay

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-own-app-'))
  await writeFile(join(directory, 'index.html'), `<script type="importmap">{}</script>${organisationMark}`)
  await writeFile(join(directory, 'sw.js'), '// the worker')
  faults = 0
  inForce = await signed(7, 'https://login.acme.example')
  // Nothing else of it is looked at.
  relay = {
    config: { publicUrl: 'https://relay.example', appConnect: [] },
    policies: { current: () => inForce, signed: async () => inForce },
    log: { error: () => (faults += 1) },
  } as unknown as Relay
})

afterEach(() => rm(directory, { recursive: true }))

test('once another policy is in force the app comes with it, and reaches the providers that it names', async () => {
  const out = join(directory, 'out')
  const own = await makeOwnApp(relay, directory, out)
  expect(own.headers()[csp]).toContain('https://login.acme.example')
  inForce = await signed(8, 'https://sso.acme.example')
  await Promise.all([own.renew(), own.renew()])
  expect(own.headers()[csp]).toContain('https://sso.acme.example')
  expect(own.headers()[csp]).not.toContain('https://login.acme.example')
  expect(await readFile(join(out, 'policy.jws'), 'utf8')).toBe(`${inForce.jws}\n`)
  expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('https://sso.acme.example')
  expect((await readdir(out)).filter((name) => name.endsWith('.next'))).toEqual([])
})

test('its pages may ask where somebody is, and nothing that they could hold may', async () => {
  const own = await makeOwnApp(relay, directory, join(directory, 'out'))
  expect(own.headers()['permissions-policy']).toBe('camera=(), geolocation=(self), microphone=()')
})

test('where it cannot be made anew the one of before goes on working', async () => {
  const out = join(directory, 'out')
  const own = await makeOwnApp(relay, directory, out)
  const before = await readFile(join(out, 'policy.jws'), 'utf8')
  await rm(join(directory, 'index.html'))
  inForce = await signed(8, 'https://sso.acme.example')
  await own.renew()
  expect([faults, await readFile(join(out, 'policy.jws'), 'utf8')]).toEqual([1, before])
  expect(own.headers()[csp]).toContain('https://login.acme.example')
})

async function signed(version: number, issuer: string) {
  const privateKey = await importJWK(privateJwk, 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  const policy: Policy = examplePolicy()
  const issuers = policy.issuers.map((known) => ({ ...known, issuer }))
  const jws = await signPolicy({ ...policy, version, issuers }, privateKey, publicJwk)
  return { ...(await verifyPolicy(jws, publicJwk, 0, created)), jws }
}
