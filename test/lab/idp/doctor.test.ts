import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoPolicy } from '../policy/demo-policy.ts'
import { countersign } from '../relay/command-line.ts'
import { type Temporary, temporaryDirectory } from '../stage/temporary-directory.ts'
import { APP_CLIENT, APPROVER_CLIENT, EXTENSION_CLIENT } from './clients.ts'
import { type IdentityProvider, startIdentityProvider } from './server.ts'

// `countersign doctor ISSUER`, at a real provider.

const app = 'http://127.0.0.1:4999'
const extensionRedirect = 'https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/'

let idp: IdentityProvider
let directory: Temporary

beforeAll(async () => {
  directory = await temporaryDirectory()
  const clients = {
    [EXTENSION_CLIENT]: [extensionRedirect],
    [APP_CLIENT]: [`${app}/callback`],
    [APPROVER_CLIENT]: [`${app}/callback`],
  }
  idp = await startIdentityProvider({ clients })
})

afterAll(async () => {
  await idp.close()
  await directory.remove()
})

test('a provider that is set up as the policy needs it has no fault, and each client looks accepted', async () => {
  const { code, stdout } = await doctor(['--app', app, '--extension-redirect', extensionRedirect])
  expect(stdout).toMatch(/! Discovery +names the same issuer, over plain http: with a loopback relay only/)
  expect(stdout).toMatch(/✓ Clock +that of this machine/)
  expect(stdout).toMatch(/✓ Keys +1 for RS256/)
  expect(stdout).toMatch(/✓ PKCE +S256/)
  expect(stdout).toMatch(/✓ Issuer in answers +yes/)
  expect(stdout).toMatch(/· Shows the action +yes/)
  for (const role of ['extension', 'app', 'approver']) {
    expect(stdout).toMatch(new RegExp(`✓ Client ${role} +looks accepted`))
  }
  expect(stdout).not.toContain('✗')
  expect(code).toBe(0)
})

test('a redirect URI that is not registered is refused, and a client that is not there', async () => {
  const elsewhere = await doctor(['--app', 'http://127.0.0.1:4998', '--extension-client', 'nobody', '--json'])
  const findings: readonly object[] = JSON.parse(elsewhere.stdout)
  const refused = {
    kind: 'fault',
    says: expect.stringMatching(/^refused: an error page \(400\): invalid_redirect_uri/),
  }
  expect(findings).toContainEqual({ what: 'Client app', ...refused })
  expect(findings).toContainEqual({ what: 'Client approver', ...refused })
  expect(findings).toContainEqual({
    what: 'Client extension',
    kind: 'note',
    says: expect.stringContaining('--extension-redirect'),
  })
  expect(elsewhere.code).toBe(1)
  const nobody = await doctor(['--extension-client', 'nobody', '--extension-redirect', extensionRedirect])
  expect(nobody.stdout).toMatch(/✗ Client extension +refused: an error page \(400\): invalid_client/)
})

test('a rule that asks for a strength which is not announced is told', async () => {
  const { stdout } = await doctor([], (policy) => policy.replace('acr: [phrh]', 'acr: [gold]'))
  expect(stdout).toMatch(/! Strength \(acr\) +delete-project asks for gold; the provider lists “.*phrh.*”/)
})

test('an issuer that the policy does not name is a wrong option', async () => {
  const { code, stderr } = await doctor([], (policy) => policy.replace(idp.issuer, 'https://sso.acme.example'))
  expect(stderr).toContain('It names https://sso.acme.example')
  expect(code).toBe(2)
})

async function doctor(options: readonly string[], change = (policy: string) => policy) {
  const file = join(directory.path, 'policy.yaml')
  const origins = { issuer: idp.issuer, console: 'http://127.0.0.1:1', consoleApi: 'http://127.0.0.1:2' }
  await writeFile(file, change(demoPolicy(origins)))
  return countersign(['doctor', idp.issuer, '--policy', file, ...options])
}
