import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readPolicySource } from '../../server/src/policy/read-source.ts'

// What the pages tell people to write can be used as it stands, and no page promises what nobody has tried.

const folder = join(import.meta.dirname, '../../docs/identity-providers')
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'))

const restFor = (when: string) => `organisation: Acme
version: 1
valid_until: 2099-12-31
rules:
  - id: delete-user
    console: Acme Admin
    match: { method: DELETE, url: "https://admin.acme.example/users/:user" }
    summary: "Delete user {user}"
    approvers: { when: "${when}" }
`

/** Not every provider has groups. */
function ruleFor(block: string): string {
  return /\bgroups:/.test(block) ? "'leads' in approver.groups" : "approver.email == 'lead@acme.example'"
}

describe.each(pages)('%s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8')
  const blocks = [...text.matchAll(/```yaml\n(issuers:[\s\S]*?)```/g)].map(([, block = '']) => block)
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path)

  test('says that it was not tried', () => {
    expect(text).toMatch(/[Nn]ot tried by us|None of these pages was tried by us/)
  })

  test('has a policy that compiles, unless it is of workloads or of all providers', () => {
    for (const block of blocks) readPolicySource(name, `${block}${restFor(ruleFor(block))}`)
    const isOfOneForPeople = !/^README|^session-end|^github-actions|^gitlab|^kubernetes/.test(name)
    expect(blocks).toHaveLength(isOfOneForPeople ? 1 : 0)
  })

  test('links only to pages that are there', () => {
    expect(links.filter((path) => !existsSync(join(folder, path)))).toEqual([])
  })

  test('is at most a screen and a half', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(75)
  })
})
