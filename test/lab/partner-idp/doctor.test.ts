import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { APP_CLIENT, APPROVER_CLIENT, EXTENSION_CLIENT } from '../idp/clients.ts'
import { twoIssuerPolicy } from '../policy/two-issuers.ts'
import { countersign } from '../relay/command-line.ts'
import { examineBySignIn } from '../relay/doctor-sign-in.ts'
import { freePort } from '../stage/free-port.ts'
import { type Temporary, temporaryDirectory } from '../stage/temporary-directory.ts'
import { type PartnerProvider, startPartnerProvider } from './server.ts'

// `countersign doctor ISSUER` at a provider of another maker than Acme SSO's: what it says has to be true there, too.

const app = 'http://127.0.0.1:4999'
const extensionRedirect = 'https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/'

let partner: PartnerProvider
let directory: Temporary

beforeAll(async () => {
  directory = await temporaryDirectory()
  partner = await startPartnerProvider({
    [EXTENSION_CLIENT]: [extensionRedirect],
    [APP_CLIENT]: [`${app}/callback`],
    [APPROVER_CLIENT]: [`${app}/callback`],
  })
})

afterAll(async () => {
  await partner.close()
  await directory.remove()
})

test('what it announces, and what it lacks, is said; its clients look accepted', async () => {
  const file = await policyFile()
  const args = ['doctor', partner.issuer, '--policy', file, '--app', app, '--extension-redirect', extensionRedirect]
  const { code, stdout } = await countersign(args)
  expect(stdout).toMatch(/✓ Keys +1 for EdDSA/)
  expect(stdout).toMatch(/! Fragment +not announced: codes come in the query/)
  expect(stdout).toMatch(/✓ Issuer in answers +yes/)
  expect(stdout).toMatch(/! Claims +the policy reads employee_id, groups, which the provider does not list/)
  expect(stdout).toMatch(/✓ Subjects +the same in every client/)
  for (const role of ['extension', 'app', 'approver']) {
    expect(stdout).toMatch(new RegExp(`✓ Client ${role} +looks accepted`))
  }
  // Only people of the other provider can approve by the rule that asks for a strength.
  expect(stdout).not.toContain('acr')
  expect(code).toBe(0)
})

test('a redirect URI that it does not know is refused', async () => {
  const args = ['doctor', partner.issuer, '--policy', await policyFile(), '--app', 'https://approve.elsewhere.example']
  const { code, stdout } = await countersign(args)
  expect(stdout).toMatch(/✗ Client app +refused: it leads to an error page: “invalid_redirect”/)
  expect(stdout).toMatch(/✗ Client approver +refused/)
  expect(code).toBe(1)
})

test('a sign-in shows what it lacks, as the policy may keep it', async () => {
  const port = await freePort()
  const { code, stdout } = await examineBySignIn(
    { issuer: partner.issuer, policyFile: await policyFile(), port },
    { username: 'approver@partner.example' },
  )
  expect(stdout).toMatch(/✓ ID token +signed by the provider/)
  expect(stdout).toMatch(/✓ Sign-in time +there, and of this sign-in/)
  expect(stdout).toMatch(/· Strength \(acr\) +“0” came back; no rule asks for one/)
  expect(stdout).toMatch(/· Methods \(amr\) +none came back/)
  expect(stdout).toMatch(/✓ Claims +sub, employee_id, email, name: there/)
  const announced = stdout.slice(stdout.indexOf('\ncapabilities:') + 1).trimEnd()
  expect(twoIssuerPolicy(origins())).toContain(flow(announced))
  expect(code).toBe(0)
})

async function policyFile(): Promise<string> {
  const file = join(directory.path, 'policy.yaml')
  await writeFile(file, twoIssuerPolicy(origins()))
  return file
}

function origins() {
  return { acme: 'http://127.0.0.1:1', partner: partner.issuer, console: 'http://127.0.0.1:2' }
}

/** As the policy of the tests has it: all on one line. */
function flow(block: string): string {
  const [name, ...members] = block.split('\n')
  return `${name} { ${members.map((member) => member.trim()).join(', ')} }`
}
