import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPolicySource } from '../../../server/src/policy/read-source.ts'
import { demoPolicy } from '../policy/demo-policy.ts'
import { examineBySignIn, type Patient } from '../relay/doctor-sign-in.ts'
import { freePort } from '../stage/free-port.ts'
import { type Temporary, temporaryDirectory } from '../stage/temporary-directory.ts'
import { APPROVER_CLIENT } from './clients.ts'
import { type IdentityProvider, startIdentityProvider } from './server.ts'

// `countersign doctor ISSUER --sign-in`: the person at a real provider is a script, the rest is what people run.

let idp: IdentityProvider
let directory: Temporary
let port: number

beforeAll(async () => {
  directory = await temporaryDirectory()
  port = await freePort()
  idp = await startIdentityProvider({
    clients: { [APPROVER_CLIENT]: [`http://127.0.0.1:${port}/callback`] },
    responseTypes: ['code', 'id_token'],
  })
})

afterAll(async () => {
  await idp.close()
  await directory.remove()
})

test('a sign-in shows what ID tokens hold, and ends with what the policy may keep', async () => {
  const { code, stdout } = await doctor({ username: 'approver-1', passkey: true })
  expect(stdout).toMatch(/✓ ID token +signed by the provider/)
  expect(stdout).toMatch(/✓ Nonce +came back/)
  expect(stdout).toMatch(/✓ Sign-in time +there, and of this sign-in/)
  expect(stdout).toMatch(/✓ Strength \(acr\) +“phrh” came back/)
  expect(stdout).toMatch(/✓ Groups +in the claim groups/)
  expect(stdout).toMatch(/✓ Member +the policy admits/)
  expect(code).toBe(0)
  const block = stdout.slice(stdout.indexOf('\ncapabilities:') + 1).trimEnd()
  const indented = block.replaceAll(/^/gm, '    ')
  const policy = policyOf(idp).replace('replace:', `${indented}\nreplace:`)
  expect(readPolicySource('policy.yaml', policy).issuers[0]?.capabilities).toEqual({
    auth_time: true,
    prompt_login: true,
    acr: ['phrh'],
    groups: true,
    iss_parameter: true,
  })
})

test('a person who signs in too weakly is told which rule that fails, and nothing of the token is printed', async () => {
  const { code, stdout, stderr } = await doctor({ username: 'approver-1', passkey: false })
  expect(stdout).toMatch(
    /✗ Strength \(acr\) +“urn:acme:password” came back\. Nobody could approve here: delete-project/,
  )
  expect(code).toBe(1)
  for (const secret of ['eyJ', 'approver-1@', 'E-1002', 'platform-leads']) expect(stdout + stderr).not.toContain(secret)
})

test('a person of no member is told', async () => {
  const { stdout } = await doctor({ username: 'outsider', passkey: true })
  expect(stdout).toMatch(/✗ Member +the policy does not admit who signed in/)
})

test('a person who goes back at the provider is an end, too', async () => {
  const { code, stdout } = await doctor('goes back')
  expect(stdout).toMatch(/✗ Sign-in +the provider answered “access_denied”/)
  expect(code).toBe(1)
})

test('with flow: id_token the answer behind the # is read by a page of the doctor’s, and judged as every other', async () => {
  const { code, stdout, stderr } = await doctor({ username: 'approver-1', passkey: true }, direct)
  expect(stdout).toMatch(/✓ ID token +signed by the provider/)
  expect(stdout).toMatch(/✓ Nonce +came back/)
  expect(stdout).toMatch(/✓ Strength \(acr\) +“phrh” came back/)
  expect(stdout).toMatch(/✓ Member +the policy admits/)
  expect(code).toBe(0)
  expect(stderr).toContain('response_type=id_token')
  expect(stderr).not.toContain('code_challenge')
  for (const secret of ['eyJ', 'approver-1@', 'E-1002']) expect(stdout + stderr).not.toContain(secret)
})

test('who goes back at such a provider is told, too', async () => {
  const { code, stdout } = await doctor('goes back', direct)
  expect(stdout).toMatch(/✗ Sign-in +the provider answered “access_denied”/)
  expect(code).toBe(1)
})

/** Of a policy for a provider whose token endpoint wants a secret. */
const direct = (policy: string) => policy.replace('    members:', '    flow: id_token\n    members:')

async function doctor(patient: Patient, change: (policy: string) => string = (policy) => policy) {
  const policyFile = join(directory.path, 'policy.yaml')
  await writeFile(policyFile, change(policyOf(idp)))
  return examineBySignIn({ issuer: idp.issuer, policyFile, port }, patient)
}

function policyOf({ issuer }: IdentityProvider): string {
  return demoPolicy({ issuer, console: 'http://127.0.0.1:1', consoleApi: 'http://127.0.0.1:2' })
}
