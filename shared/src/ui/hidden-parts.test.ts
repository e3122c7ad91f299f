import { expect, test } from 'vitest'
import { salt } from '../../vectors/example.ts'
import { compilePolicy } from '../policy/index.ts'
import { type CapturedBody, makeAction } from '../protocol/index.ts'
import { hiddenParts } from './hidden-parts.ts'
import { bodyToShow } from './shown-body.ts'

const text = new TextEncoder()

test('fields of JSON, of a form and of a multipart form are named, each once', async () => {
  const json = '{"user":{"password":"a"},"list":["b"],"user2":1}'
  expect(await hiddenIn(bytes(json, 'application/json'))).toEqual(['/user/password', '/list/0'])
  expect(await hiddenIn(bytes('pin=1&pin=2&x=3', 'application/x-www-form-urlencoded'))).toEqual(['pin'])
  const entries = [
    { name: 'pin', value: '1' },
    { name: 'note', value: 'x' },
    { name: 'pin', filename: 'pin.txt', type: 'text/plain', value: text.encode('2') },
  ]
  expect(await hiddenIn({ kind: 'form-data', entries })).toEqual(['pin'])
})

test('nothing is named where nothing is hidden', async () => {
  expect(await hiddenIn(bytes('{"a":1}', 'application/json'))).toEqual([])
  expect(await hiddenIn({ kind: 'none' })).toEqual([])
})

test('hidden headers are named, others are not', async () => {
  const headers = [['Authorization', 'Bearer x'] as const, ['X-Api-Key', 'y'] as const, ['Accept', '*/*'] as const]
  expect(hiddenParts(await action({ kind: 'none' }, headers)).headers).toEqual(['authorization', 'x-api-key'])
})

test('a body that could not be taken apart names nothing, and nothing of it is shown', async () => {
  const made = await action(bytes('{"user":{"password":"a"}', 'application/json'))
  expect(hiddenParts(made).fields).toEqual([])
  expect(bodyToShow(made.body, undefined)).toEqual({ kind: 'hidden', size: 24 })
})

async function hiddenIn(body: CapturedBody): Promise<readonly string[]> {
  return hiddenParts(await action(body)).fields
}

function bytes(body: string, type: string): CapturedBody {
  return { kind: 'bytes', bytes: text.encode(body), type }
}

async function action(body: CapturedBody, headers: readonly (readonly [string, string])[] = []) {
  const made = await makeAction(policy(), salt, { method: 'POST', url: 'https://admin.acme.example/x', headers, body })
  if (made === undefined) throw new Error('the rule protects this')
  return made
}

function policy() {
  const compiled = compilePolicy({
    organisation: 'Acme',
    version: 1,
    valid_until: '2030-01-01',
    issuers: [
      {
        issuer: 'https://login.acme.example',
        name: 'Acme SSO',
        clients: { extension: 'e', app: 'a', approver: 'p' },
        members: 'true',
        identity: { subject: 'sub' },
      },
    ],
    rules: [
      {
        id: 'hiding',
        console: 'Admin',
        match: { method: 'POST', url: 'https://admin.acme.example/x' },
        summary: 'Do it',
        approvers: { when: 'true' },
        secret_headers: ['x-api-key'],
        redact: ['/user/password', '/list/0', 'pin'],
      },
    ],
  })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}
