import { describe, expect, test } from 'vitest'
import { captured, examplePolicy, otherSalt, salt } from '../../vectors/example.ts'
import { Action, isSecretHeader, makeAction } from './action.ts'
import { jcs, sha256 } from './digest.ts'
import { hiddenHash } from './hidden.ts'
import { parseAs } from './parse.ts'

const policy = examplePolicy()

describe('an action', () => {
  test('says what will be sent, and what it does in words', async () => {
    expect(await makeAction(policy, salt, captured)).toMatchObject({
      rule: 'delete-repo',
      method: 'POST',
      url: 'https://github.example/acme/payments/settings/delete',
      body: { kind: 'bytes', digest: await sha256('verify=acme%2Fpayments'), size: 22, type: 'text/plain' },
      summary: 'Delete repository acme/payments',
      params: { owner: 'acme', repo: 'payments' },
    })
  })

  test('has the shape that every verifier demands', async () => {
    const action = await makeAction(policy, salt, captured)
    expect(parseAs(Action, action, 'request_malformed')).toBe(action)
  })

  test('lists headers in lower case and sorted, secret ones hidden', async () => {
    expect((await makeAction(policy, salt, captured))?.headers).toEqual([
      { name: 'accept', value: 'text/html' },
      { name: 'x-api-key', hidden: await hiddenHash(salt, 'header:x-api-key', 'k3y') },
      { name: 'x-csrf-token', hidden: await hiddenHash(salt, 'header:x-csrf-token', 'c5rf') },
    ])
  })

  test('never holds a secret in clear', async () => {
    expect(jcs(await makeAction(policy, salt, captured))).not.toMatch(/c5rf|k3y/)
  })

  test('is the same whatever the order and the case in which different headers were set', async () => {
    const headers = captured.headers.toReversed().map(([name, value]) => [name.toUpperCase(), ` ${value}\t`] as const)
    const again = await makeAction(policy, salt, { ...captured, method: 'POST', headers })
    expect(jcs(again)).toBe(jcs(await makeAction(policy, salt, captured)))
  })

  test('keeps the order of headers of one name, and white space that browsers send', async () => {
    const headers = [
      ['b', '2\u00a0'],
      ['a', '1'],
      ['B', '3'],
      ['b', '1'],
    ] as const
    const action = await makeAction(policy, salt, { ...captured, headers })
    expect(action?.headers.map((header) => ('value' in header ? header.value : ''))).toEqual(['1', '2\u00a0', '3', '1'])
  })

  test('hides by the salt of its holder', async () => {
    const [one, other] = [await makeAction(policy, salt, captured), await makeAction(policy, otherSalt, captured)]
    expect(one?.headers[1]).not.toEqual(other?.headers[1])
    expect(one?.headers[0]).toEqual(other?.headers[0])
  })

  test('has no fragment and no credentials in its URL', async () => {
    const url = 'https://me:pw@github.example/acme/x/../payments/settings/delete#now'
    expect((await makeAction(policy, salt, { ...captured, url }))?.url).toBe(captured.url)
  })

  test('is not made of what no rule protects, or what is no URL', async () => {
    expect(await makeAction(policy, salt, { ...captured, method: 'GET' })).toBeUndefined()
    expect(await makeAction(policy, salt, { ...captured, url: 'https://github.example/acme' })).toBeUndefined()
    expect(await makeAction(policy, salt, { ...captured, url: '/acme/payments/settings/delete' })).toBeUndefined()
  })

  test('has no body where none is sent, and the entries of a form where one is', async () => {
    const none = await makeAction(policy, salt, { ...captured, body: { kind: 'none' } })
    expect(Object.keys(none ?? {})).not.toContain('body')
    const entries = [{ name: 'a', value: '€' }]
    const form = await makeAction(policy, salt, { ...captured, body: { kind: 'form-data', entries } })
    expect(form?.body).toMatchObject({ kind: 'form-data', size: 3, entries: 1 })
  })
})

test.each([
  ['authorization', true],
  ['proxy-authorization', true],
  ['cookie', true],
  ['x-csrf-token', true],
  ['x-xsrf-token', true],
  ['csrftoken', true],
  ['x-api-key', true],
  ['accept', false],
  ['x-authorization-hint', false],
])('whether the header %s is secret: %s', (name, secret) => {
  expect(isSecretHeader({ secret_headers: ['x-api-key'] }, name)).toBe(secret)
})
