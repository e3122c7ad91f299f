import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clocksOf, digestOf, signPolicy, verifyEmergency, writeEmergencyFile } from '@countersign/shared/protocol'
import { importJWK } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generatePolicyKey } from '../../server/src/policy/keygen.ts'
import { exampleSource } from '../../shared/vectors/example.ts'
import { makeScene } from '../../shared/vectors/scene.ts'
import { emergencyPolicy } from '../../shared/vectors/verify/emergency-scenes.ts'
import published from '../../shared/vectors/worthless-keys.json' with { type: 'json' }
import { countersign, type Ran } from '../lab/relay/command-line.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'

// What the keeper of an emergency key does, at a command line without a relay or a provider.

const policy = { ...emergencyPolicy(), valid_until: Date.UTC(2900, 0) }
const scene = await makeScene(policy)
const body = Buffer.from('verify=acme\u001b[2Jpayments\nnow').toString('base64url')
let directory: Temporary
const at = (name: string) => join(directory.path, name)

/** As the requester’s browser would have made it a moment ago. */
async function requestAt(created: number, change: object = {}) {
  const { request, rule } = scene.own
  const made = { ...request, ...clocksOf(rule, created), ...change }
  return { request: made, digest: await digestOf(made), rule }
}

beforeAll(async () => {
  directory = await temporaryDirectory()
  const { privateJwk, publicJwk } = await generatePolicyKey()
  const key = await importJWK(privateJwk, 'ES256')
  if (key instanceof Uint8Array) throw new TypeError('An EC key is imported as a CryptoKey.')
  await writeFile(at('policy.jws'), await signPolicy(policy, key, publicJwk))
  await writeFile(at('policy-key.jwk'), JSON.stringify(publicJwk))
  await writeFile(at('other-policy-key.jwk'), JSON.stringify((await generatePolicyKey()).publicJwk))
  await writeFile(at('safe.jwk'), JSON.stringify(published.keys['emergency-first']))
  await writeFile(at('notary.jwk'), JSON.stringify(published.keys['emergency-second']))
  await writeFile(at('archive.jwk'), JSON.stringify(published.keys['emergency-third']))
})

afterAll(() => directory.remove())

type Given = { readonly key?: string; readonly policyKey?: string; readonly reason?: string }

function sign(
  { key = 'safe.jwk', policyKey = 'policy-key.jwk', reason = 'The provider is down' }: Given = {},
  ...more: string[]
): Promise<Ran> {
  const paths = ['--key', at(key), '--policy', at('policy.jws'), '--policy-key', at(policyKey)]
  return countersign(['emergency', 'sign', at('request.json'), ...paths, '--reason', reason, ...more])
}

test('a new key is written for nobody else’s eyes, and what is printed is right for a policy', async () => {
  const made = await countersign([
    'emergency',
    'new-key',
    '--id',
    'vault',
    '--name',
    'The “vault”: 2nd floor',
    '--out',
    at('vault.jwk'),
  ])
  expect(made.code).toBe(0)
  expect((await stat(at('vault.jwk'))).mode & 0o777).toBe(0o600)
  const { d } = JSON.parse(await readFile(at('vault.jwk'), 'utf8'))
  expect(made.stdout + made.stderr).not.toContain(d)
  const { valid_until, ...source } = exampleSource
  const [rule, ...others] = source.rules
  const rules = [{ ...rule, emergency: { keys: ['vault'], quorum: 1 } }, ...others]
  await writeFile(at('policy.yaml'), `${yamlOf({ ...source, rules })}valid_until: "${valid_until}"\n${made.stdout}`)
  const checked = await countersign(['policy', 'check', at('policy.yaml')])
  expect(checked.stderr).toBe('')
  expect(checked.code).toBe(0)
  const again = await countersign(['emergency', 'new-key', '--id', 'vault', '--name', 'x', '--out', at('vault.jwk')])
  expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/exists already/) })
})

test('whoever writes the private key into a policy is told so, with line and column', async () => {
  const lines = JSON.stringify(published.keys['emergency-first'])
  await writeFile(
    at('leaking.yaml'),
    `${yamlOf(exampleSource)}emergency_keys:\n  - id: safe\n    name: Safe\n    key: ${lines}\n`,
  )
  const checked = await countersign(['policy', 'check', at('leaking.yaml')])
  expect(checked.code).toBe(1)
  expect(checked.stderr).toMatch(/leaking\.yaml:\d+:\d+.*is a PRIVATE key/)
})

test.each(['safe', 'notary'])('%s reads all that would run, and what is signed counts', async (id) => {
  const { action } = scene.own.request
  const bytes = Buffer.from(body, 'base64url')
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('base64url')
  const own = await requestAt(Date.now(), {
    action: { ...action, body: { kind: 'bytes', digest, size: bytes.length, type: 'text/plain' } },
    context: { ...scene.own.request.context, reason: 'Trust me \u202e' },
  })
  await writeFile(at('request.json'), writeEmergencyFile(own.request, body))
  const { code, stdout, stderr } = await sign({ key: `${id}.jwk` }, '--yes', '--out', at(`${id}.jws`))
  expect(code).toBe(0)
  for (const words of [
    'Change repository acme/payments',
    'POST https://github.example/acme/payments/settings/delete',
    'accept: text/html',
    'x-api-key: (hidden by the policy)',
    '| verify=acme<U+001B>[2Jpayments\n  | now',
    'Requester <requester@acme.example>',
    '“Trust me <U+202E>”',
    `${id}, kept by The`,
  ]) {
    expect(stderr).toContain(words)
  }
  expect(['\u001b', '\u202e'].filter((character) => stderr.includes(character))).toEqual([])
  expect(await readFile(at(`${id}.jws`), 'utf8')).toBe(stdout)
  const found = await verifyEmergency(stdout.trim(), own, policy)
  expect(found).toMatchObject({ key: { id }, reason: 'The provider is down' })
})

test.each<[string, () => Promise<string>, Given, RegExp]>([
  [
    'by a key that the rule does not name',
    good,
    { key: 'archive.jwk' },
    /none that the rule delete-repo names: safe, notary/,
  ],
  ['without a reason', good, { reason: 'no reason' }, /emergency_reason_missing/],
  ['under a policy of somebody else', good, { policyKey: 'other-policy-key.jwk' }, /policy_key_mismatch/],
  ['with a public key', good, { key: 'policy-key.jwk' }, /no private emergency key/],
  [
    'what its summary does not say',
    () => file({ action: { ...scene.own.request.action, summary: 'List repositories' } }),
    {},
    /request_summary_mismatch/,
  ],
  [
    'what another rule protects',
    () => file({ action: { ...scene.own.request.action, rule: 'archive-repo' } }),
    {},
    /request_rule_mismatch/,
  ],
  ['what was asked under another policy', () => file({ policy: scene.own.digest }), {}, /request_policy_mismatch/],
  [
    'with other content than was held',
    async () => writeEmergencyFile((await requestAt(Date.now())).request, body),
    {},
    /body_mismatch/,
  ],
  [
    'after its time',
    async () => writeEmergencyFile((await requestAt(Date.now() - 3_600_001)).request, undefined),
    {},
    /emergency_expired/,
  ],
  ['what is no request', async () => '{"format":"countersign-emergency-request/1"}', {}, /request_malformed/],
])('nothing is signed %s', async (_, content, given, message) => {
  await writeFile(at('request.json'), await content())
  const { code, stdout, stderr } = await sign(given, '--yes')
  expect(stderr).toMatch(message)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
})

test('nothing is signed where nobody can be asked', async () => {
  await writeFile(at('request.json'), await good())
  expect(await sign()).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/Nobody can be asked/) })
})

async function good(): Promise<string> {
  return file({})
}

async function file(change: object): Promise<string> {
  return writeEmergencyFile((await requestAt(Date.now(), change)).request, undefined)
}

/** JSON is YAML, too. */
function yamlOf(source: object): string {
  return Object.entries(source)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join('')
}
