import Schema from 'typebox/schema'
import { expect, test } from 'vitest'
import { sourceSchema } from './source-schema.ts'

const good = {
  organisation: 'Acme',
  version: 1,
  valid_until: '2099-12-31',
  issuers: [
    {
      issuer: 'https://login.acme.example',
      clients: { extension: 'e', app: 'a', approver: 'p' },
      members: 'true',
      identity: { subject: 'sub' },
    },
  ],
  rules: [
    {
      id: 'delete-user',
      console: 'Admin',
      match: { method: 'DELETE', url: 'https://admin.example/users/:user' },
      summary: 'Delete',
      approvers: { when: 'true' },
      expires: '10m',
    },
  ],
}

test('the schema is JSON alone, and says by itself what is a policy', () => {
  // What editors read: nothing that lives in this program only.
  const schema = JSON.parse(JSON.stringify(sourceSchema()))
  expect(schema.$schema).toMatch(/2020-12/)
  expect(Schema.Check(schema, good)).toBe(true)
  expect(Schema.Check(schema, { ...good, versions: 1 })).toBe(false)
  expect(Schema.Check(schema, { ...good, rules: [{ ...good.rules[0], expires: 'soon' }] })).toBe(false)
  expect(Schema.Check(schema, { ...good, rules: [] })).toBe(false)
})
