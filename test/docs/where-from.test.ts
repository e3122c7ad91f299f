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

const ruleOf = (block: string) => readPolicySource('where-from.md', policy(block)).rules[0]
const [seen = '', position = '', ...more] = blocks

test('says from where may be asked and approved, which compiles', () => {
  expect(Object.keys(ruleOf(seen)?.seen ?? {})).toEqual(['requester', 'approver'])
  expect(more).toEqual([])
})

test('says how to ask an approver where they are, which compiles', () => {
  expect(ruleOf(position.replace(/^approvers:.*\n/, ''))?.position).toMatchObject({
    why: ['Regulated data may be approved from our offices only'],
    accuracy: 100,
    within: [
      [
        { name: 'Head office', metres: 2_000 },
        { name: 'Data centre', metres: 1_000 },
      ],
    ],
  })
})
