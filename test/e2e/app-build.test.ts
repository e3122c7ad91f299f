import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPhoneApp, builtDirectory } from '../../pwa/build/build.ts'
import { readDirectory } from '../../server/src/phone-app/directory.ts'
import { countersign, execute, type Ran } from '../lab/relay/command-line.ts'
import { freePort } from '../lab/stage/free-port.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'
import { type StaticHost, startStaticHost } from '../lab/static-host/static-host.ts'

// `countersign app build` and `app verify`, as a security team uses them: two builds, one host, one host that lies.

let directory: Temporary
let world: World
let origin: string
let digest: string
let host: StaticHost

beforeAll(async () => {
  directory = await temporaryDirectory()
  world = await startWorld({ directory: directory.path })
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  const { stdout, code } = await build('first', [])
  expect(code).toBe(0)
  digest = /Digest +([0-9a-f]{64})/.exec(stdout)?.[1] ?? ''
  host = await startStaticHost(join(directory.path, 'first'), port)
})

afterAll(async () => {
  await host?.close()
  await world?.close()
  await directory?.remove()
})

test('the same source and options give the same bytes, in another place, at another time, in another environment', async () => {
  const elsewhere = join(directory.path, 'other/built')
  await buildPhoneApp(elsewhere)
  const environment = { TZ: 'Pacific/Auckland', LANG: 'tr_TR.UTF-8', VITE_POLICY_KEY: 'x', NODE_ENV: 'development' }
  const { stdout } = await build('second', ['--built', elsewhere], environment)
  expect(stdout).toContain(digest)
  const [first, second] = await Promise.all(
    ['first', 'second'].map((name) => readDirectory(join(directory.path, name))),
  )
  expect([...(first ?? [])].sort()).toEqual([...(second ?? [])].sort())
})

test('the digest is what sha256sum says of the files', async () => {
  const command = 'find * -type f ! -name digests.json | LC_ALL=C sort | xargs sha256sum | sha256sum'
  const { stdout } = await shell(command, join(directory.path, 'first'))
  expect(stdout.split(' ')[0]).toBe(digest)
})

test('the page names its anchor, its own policy, and whom it may talk to; nothing of it can be swapped unseen', async () => {
  const page = await (await fetch(origin)).text()
  expect(page).toContain(`connect-src 'self' ${world.relayUrl} ${world.issuer}`)
  expect(page).toContain('"policyKey"')
  expect(page).not.toMatch(/<script(?![^>]*(?:integrity=|type="importmap"|type="application\/json"))/)
  const worker = await (await fetch(`${origin}/sw.js`)).text()
  expect(worker.split('\n')[0]).toContain('"/":"sha256-')
})

test('a deployed app that is what it should be is told so, by its digests or by the one digest', async () => {
  const byFile = await countersign(['app', 'verify', origin, '--digests', join(directory.path, 'first/digests.json')])
  expect(byFile.stdout).toContain(`is ${digest}.`)
  expect(byFile.code).toBe(0)
  expect((await countersign(['app', 'verify', origin, '--digest', digest])).code).toBe(0)
  const json = JSON.parse((await countersign(['app', 'verify', origin, '--digest', digest, '--json'])).stdout)
  expect(json).toMatchObject({ same: true, digest })
  expect((await countersign(['app', 'verify', origin])).code).toBe(2)
})

test.each([
  ['one changed byte of a script', (d: string) => appendTo(d, /assets\/index.*\.js$/)],
  ['another page', (d: string) => appendTo(d, /index\.html$/)],
  ['another worker', (d: string) => appendTo(d, /sw\.js$/)],
  ['another policy', (d: string) => appendTo(d, /policy\.jws$/)],
  ['weaker headers', (d: string) => replaceIn(d, '_headers', "frame-ancestors 'none'", "frame-ancestors 'self'")],
])('a host that serves %s is found out', async (_, change) => {
  const changed = join(directory.path, 'changed')
  await cp(join(directory.path, 'first'), changed, { recursive: true })
  await change(changed)
  const lying = await startStaticHost(changed, await freePort())
  try {
    const { code, stdout } = await countersign(['app', 'verify', lying.origin, '--digest', digest])
    expect(stdout).toContain('NOT')
    expect(code).toBe(1)
  } finally {
    await lying.close()
  }
})

test('a host that says other digests of itself is found out', async () => {
  const other = `${digest.slice(1)}0`
  expect((await countersign(['app', 'verify', origin, '--digest', other])).code).toBe(1)
})

test('a policy under another key makes no app', async () => {
  await countersign(['policy', 'keygen', '--out', join(directory.path, 'foreign')])
  const { code, stderr } = await build('third', ['--policy-key', join(directory.path, 'foreign/policy-key.public.jwk')])
  expect(stderr).toContain('not signed with the key')
  expect(code).toBe(1)
})

function build(out: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { policyFile, keyFile } = world.signed
  const given = ['--relay', world.relayUrl, '--origin', origin, '--policy', policyFile, '--policy-key', keyFile]
  return countersign(
    ['app', 'build', ...given, '--built', builtDirectory, '--out', join(directory.path, out), ...args],
    environment,
  )
}

async function appendTo(root: string, name: RegExp): Promise<void> {
  const path = [...(await readDirectory(root)).keys()].find((candidate) => name.test(candidate))
  if (path === undefined) throw new Error(`there is no ${name}`)
  await writeFile(join(root, path), `${await readFile(join(root, path), 'utf8')} `)
}

async function replaceIn(root: string, path: string, text: string, other: string): Promise<void> {
  const before = await readFile(join(root, path), 'utf8')
  expect(before).toContain(text)
  await writeFile(join(root, path), before.replace(text, other))
}

function shell(command: string, cwd: string): Promise<Ran> {
  return execute('sh', ['-c', command], { cwd })
}
