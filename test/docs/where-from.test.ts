import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPolicySource } from '../../server/src/policy/read-source.ts'

// What the page about where somebody is tells people to write can be used as it stands.

const text = readFileSync(join(import.meta.dirname, '../../docs/where-from.md'), 'utf8')
const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block)
const policy = (block: string) => `organisation: Acme
version: 1
valid_until: 2099-12-31
issuers:
  - issuer: https://login.acme.example
    clients: { extension: e, app: a, approver: p }
    members: "true"
    identity: { subject: sub, person: employee_id }
rules:
  - id: delete-repos
    console: GitHub
    match: { method: DELETE, url: "https://github.example/:repo" }
    summary: "Delete {repo}"
    approvers: { when: "approver.claims.lead == true" }
    ${block.replaceAll('\n', '\n    ')}
`

test.each(blocks)('compiles: %s', (block) => {
  const [rule] = readPolicySource('where-from.md', policy(block)).rules
  expect(Object.keys(rule?.seen ?? {})).toEqual(['requester', 'approver'])
})
