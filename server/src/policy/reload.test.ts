import { writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signPolicy } from '@countersign/shared/protocol'
import { importJWK, type JWK } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { generatePolicyKey } from './keygen.ts'
import { type LoadedPolicy, loadPolicy, type PolicyFile } from './load.ts'
import { PolicyFileError } from './policy-file-error.ts'
import { readPolicySource } from './read-source.ts'
import { makeReload, type Reload } from './reload.ts'
import { readSigner, type Signer } from './signer.ts'

const source = (version: number) => `organisation: Acme
version: ${version}
valid_until: 2099-12-31
issuers:
  - issuer: https://login.acme.example
    clients: { extension: e, app: a, approver: p }
    members: "claims.email.endsWith('@acme.example')"
    identity: { subject: sub, email: email, groups: groups }
    capabilities: { auth_time: true, acr: [pwd] }
rules:
  - id: delete-user
    console: Acme Admin
    match: { method: DELETE, url: "https://admin.acme.example/users/:user" }
    summary: "Delete user {user}"
    approvers: { when: "'leads' in approver.groups" }
`
const time = Date.UTC(2026, 5, 1)
const [key, foreignKey] = await Promise.all([generatePolicyKey(), generatePolicyKey()])

let directory: string
let current: LoadedPolicy
let said: string[]
let changes: number
/** Happens between two looks at the file. */
let meanwhile: () => void

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-reload-'))
  said = []
  changes = 0
  meanwhile = () => {}
})

afterEach(() => rm(directory, { recursive: true }))

test('a good file is in force once it is loaded, and whoever has to know is told', async () => {
  const { reload, write } = await running('policy.yaml', source(7))
  await write(source(8))
  await reload.now()
  expect(current.policy.version).toBe(8)
  expect(changes).toBe(1)
  expect(said).toEqual([expect.stringMatching(/^info version 8 of the policy is in force, from .*policy\.yaml$/)])
})

test('the same file again says nothing', async () => {
  const { reload } = await running('policy.yaml', source(7))
  await reload.now()
  expect([changes, said]).toEqual([0, []])
})

const bomb = ['a: &a [x, x]', ...[...'bcdefghi'].map((name, at) => `${name}: &${name} [*${'abcdefgh'.charAt(at)}]`)]

test.each([
  ['an unknown member', source(8).replace('    summary', '    colour: red\n    summary'), /yaml:14:\d+ .*colour/],
  ['a condition of another type', source(8).replace(`"'leads' in approver.groups"`, '"1 + 1"'), /yaml:15:24 .*int/],
  ['a URL pattern that is not closed', source(8).replace(':user"', '{:user"'), /yaml:13:\d+ /],
  ['10 MB of YAML', `# ${'x'.repeat(10_000_000)}\n${source(8)}`, /yaml:1:1 is larger than 1 MiB/],
  ['aliases that explode', `${bomb.join('\n')}\n${source(8)}`, /yaml:2:\d+ YAML aliases/],
  ['half of a file', source(8).slice(0, -20), /yaml:15:\d+ /],
  ['nothing', '', /yaml:1:1 /],
  ['a date that is over', source(8).replace('2099', '2025'), /yaml:3:14 The policy is no longer valid/],
])('%s: one line says what and where, and the last good policy stays', async (_, text, words) => {
  const { reload, write } = await running('policy.yaml', source(7))
  await write(text)
  await reload.now()
  expect(current.policy.version).toBe(7)
  expect(changes).toBe(0)
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(/^error the policy file is refused, and version 7 stays in force: [^\n]*$/)
  expect(said[0]).toMatch(words)
  expect(reload.refusedSince()).toBe(time)
})

test('a file that is gone is said to be, and taken when it is there again', async () => {
  const { reload, write, file } = await running('policy.yaml', source(7))
  await rm(file)
  await reload.now()
  expect(said).toEqual([expect.stringMatching(/policy\.yaml cannot be read/)])
  await write(source(8))
  await reload.now()
  expect(current.policy.version).toBe(8)
  expect(reload.refusedSince()).toBeUndefined()
})

test('a file that is put back as it was is good again', async () => {
  const { reload, write } = await running('policy.yaml', source(7))
  await write('version: [')
  await reload.now()
  await write(source(7))
  await reload.now()
  expect(said[1]).toMatch(/^info .*is good again; version 7 of the policy is in force$/)
  expect(reload.refusedSince()).toBeUndefined()
})

test.each([
  ['another key', async () => signed(8, foreignKey)],
  ['another signature', async () => `${(await signed(8)).slice(0, -6)}AAAAAA`],
  ['another content than was signed', async () => spliced(await signed(8), await signed(9))],
  ['its end missing', async () => (await signed(8)).slice(0, -40)],
  ['a source in its place', async () => source(8)],
])('of a signed policy with %s one line says it, and the last good policy stays', async (_, text) => {
  const { reload, write } = await running('policy.jws', await signed(7))
  await write(await text())
  await reload.now()
  expect(current.policy.version).toBe(7)
  expect(said).toEqual([expect.stringMatching(/^error .*version 7 stays in force: .*policy\.jws: The [^\n]+$/)])
})

test('a key that was exchanged beside the policy counts for nothing: the relay keeps the one that it started with', async () => {
  const { reload, write } = await running('policy.jws', await signed(7))
  await writeFile(join(directory, 'key.jwk'), JSON.stringify(foreignKey.publicJwk))
  await write(await signed(8, foreignKey))
  await reload.now()
  expect(current.policy.version).toBe(7)
})

test('a file that changes while it is read is neither taken nor refused', async () => {
  const { reload, file } = await running('policy.yaml', source(7))
  meanwhile = () => writeFileSync(file, source(8))
  await reload.now()
  meanwhile = () => writeFileSync(file, 'version: [')
  await reload.now()
  expect([current.policy.version, said]).toEqual([7, []])
  expect(reload.refusedSince()).toBeUndefined()
})

test('of several at once the file that was read last counts', async () => {
  const { reload, write } = await running('policy.yaml', source(7))
  await write(source(8))
  await Promise.all([reload.now(), write(source(9)), reload.now(), reload.now()])
  await reload.now()
  expect(current.policy.version).toBe(9)
})

test('a database that is away is no fault of the file: whoever asked is told, and the next time it is taken', async () => {
  const { reload, write } = await running('policy.yaml', source(7))
  await write(source(8))
  const away = new Error('the database is away')
  meanwhile = () => {
    throw away
  }
  await expect(reload.now()).rejects.toBe(away)
  expect([said, reload.refusedSince()]).toEqual([[], undefined])
  meanwhile = () => {}
  await reload.now()
  expect(current.policy.version).toBe(8)
})

type Running = {
  readonly reload: Reload
  readonly file: string
  readonly write: (text: string) => Promise<void>
}

/** A relay that has started with this file. What a database says of versions is tested with one. */
async function running(name: string, text: string): Promise<Running> {
  const file = join(directory, name)
  await writeFile(file, text)
  const policyKeyFile = join(directory, 'key.jwk')
  await writeFile(policyKeyFile, JSON.stringify(key.publicJwk))
  const signer: Signer = await readSigner({
    policyFile: file,
    policyKeyFile,
    isLoopback: true,
    dataDirectory: directory,
  })
  current = await loadPolicy(file, signer, time)
  const log = (level: string) => (fields: unknown, words?: string) => void said.push(`${level} ${words ?? fields}`)
  const reload = makeReload({
    file,
    signer,
    policies: { current: () => current, take },
    log: { info: log('info'), error: log('error') },
    now: () => {
      meanwhile()
      return time
    },
    onChange: () => {
      changes += 1
    },
  })
  return { reload, file, write: (next) => writeFile(file, next) }
}

async function take(next: PolicyFile): Promise<boolean> {
  if (next.policy.version < current.policy.version) throw new PolicyFileError('older')
  const changed = next.digest !== current.digest
  current = next
  return changed
}

async function signed(version: number, { privateJwk, publicJwk }: { privateJwk: JWK; publicJwk: JWK } = key) {
  const privateKey = await importJWK(privateJwk, 'ES256')
  if (privateKey instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  return signPolicy(readPolicySource('policy.yaml', source(version)), privateKey, publicJwk)
}

/** Header and signature of one, content of the other. */
function spliced(one: string, other: string): string {
  const [header, , signature] = one.split('.')
  return `${header}.${other.split('.')[1]}.${signature}`
}
