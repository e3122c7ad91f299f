import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkPolicySource } from '../../server/src/policy/read-source.ts'

// What the page about emergency keys tells people to write can be used as it stands.

const text = readFileSync(join(import.meta.dirname, '../../docs/emergency.md'), 'utf8')
const [block = ''] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml)

test('the keys and the rule compile without a warning', () => {
  const { policy, warnings } = checkPolicySource(
    'emergency.md',
    `organisation: Acme
version: 1
valid_until: 2099-12-31
issuers:
  - issuer: https://login.acme.example
    clients: { extension: e, app: a, approver: p }
    members: "true"
    identity: { subject: sub, person: employee_id, groups: groups }
groups: { platform-leads: { issuer: https://login.acme.example, value: platform-leads } }
${block}`,
  )
  expect(policy.rules[0]?.emergency).toEqual({ keys: ['safe', 'notary'], quorum: 1, expires: 7_200 })
  expect(policy.emergency_keys?.map(({ key }) => key.kty)).toEqual(['EC', 'OKP'])
  expect(warnings).toEqual([])
})
