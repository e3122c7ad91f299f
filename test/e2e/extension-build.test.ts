import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { extensionRedirect, firefoxRedirect, geckoId } from '../../extension/build/extension-id.ts'
import { countersign, type Ran } from '../lab/relay/command-line.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'

// `countersign extension build`, as whoever rolls it out uses it.

let directory: Temporary
let world: World

beforeAll(async () => {
  directory = await temporaryDirectory()
  world = await startWorld({ directory: directory.path })
})

afterAll(async () => {
  await world?.close()
  await directory?.remove()
})

test('the same source and options give the same package, at another time, in another environment', async () => {
  const first = await build('first', {})
  expect(first.code).toBe(0)
  expect(first.stdout).toContain(extensionRedirect)
  const second = await build('second', { TZ: 'Pacific/Auckland', LANG: 'tr_TR.UTF-8', NODE_ENV: 'development' })
  const digestOf = ({ stdout }: Ran) => /Digest +([0-9a-f]{64})/.exec(stdout)?.[1]
  expect(digestOf(first)).toBeDefined()
  expect(digestOf(second)).toBe(digestOf(first))
  const [one, other] = await Promise.all(
    ['first', 'second'].map((name) => readFile(join(directory.path, `${name}.zip`))),
  )
  expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true)
})

test('the build names its anchor, and asks for the policy’s hosts, relay and provider, and no others', async () => {
  const read = async (name: string) => JSON.parse(await readFile(join(directory.path, 'first', name), 'utf8'))
  const { x, y } = world.signed.publicKey
  expect(await read('build.json')).toMatchObject({ anchor: { relay: world.relayUrl, policyKey: { x, y } } })
  const { host_permissions: hosts } = await read('manifest.json')
  const { origin, apiOrigin } = world.console
  const expected = [origin, apiOrigin, world.relayUrl, world.issuer].map((host) => `${host}/*`)
  expect(hosts).toEqual(expected.sort())
})

test('the build for Firefox has a manifest and a redirect URI of its own', async () => {
  const { stdout, code } = await build('firefox', {}, world.signed.keyFile, ['--browser', 'firefox'])
  expect(code).toBe(0)
  expect(stdout).toContain(firefoxRedirect)
  const manifest = JSON.parse(await readFile(join(directory.path, 'firefox', 'manifest.json'), 'utf8'))
  expect(manifest).toMatchObject({
    background: { scripts: ['service-worker-loader.js'], type: 'module' },
    browser_specific_settings: { gecko: { id: geckoId } },
    // Its match patterns know no ports.
    host_permissions: ['http://127.0.0.1/*'],
    // It is empty, and no page knows its address.
    web_accessible_resources: [{ resources: ['answer.txt'], matches: ['http://127.0.0.1/*'] }],
  })
  expect(manifest).not.toHaveProperty('key')
})

test('a policy that is not signed with the key makes no build', async () => {
  const foreign = join(directory.path, 'foreign')
  await countersign(['policy', 'keygen', '--out', foreign])
  const { code, stderr } = await build('third', {}, join(foreign, 'policy-key.public.jwk'))
  expect(stderr).toContain('not signed with the key')
  expect(code).toBe(1)
})

test('the build for everybody asks for no host, brings no script and trusts nobody', async () => {
  const out = join(directory.path, 'store')
  const { code, stdout } = await countersign(['extension', 'build', '--store', '--out', out])
  expect(code).toBe(0)
  expect(stdout).toContain('people choose their organisation')
  expect(await readFile(join(out, 'build.json'), 'utf8')).toBe('{}\n')
  const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'))
  expect(manifest).toMatchObject({ optional_host_permissions: ['https://*/*', 'http://*/*'] })
  for (const name of ['host_permissions', 'content_scripts', 'declarative_net_request', 'update_url']) {
    expect(manifest).not.toHaveProperty(name)
  }
})

test.each([
  ['--store with a relay', ['--store', '--relay', 'https://relay.example'], 'takes no relay, policy or key'],
  ['no policy', ['--relay', 'https://relay.example'], 'needs --relay, --policy and --policy-key'],
])('%s makes no build', async (_, given, words) => {
  const { code, stderr } = await countersign(['extension', 'build', ...given, '--out', join(directory.path, 'none')])
  expect(stderr).toContain(words)
  expect(code).toBe(2)
})

function build(
  out: string,
  environment: NodeJS.ProcessEnv,
  key = world.signed.keyFile,
  more: readonly string[] = [],
): Promise<Ran> {
  const given = ['--relay', world.relayUrl, '--policy', world.signed.policyFile, '--policy-key', key, ...more]
  return countersign(['extension', 'build', ...given, '--out', join(directory.path, out)], environment)
}
