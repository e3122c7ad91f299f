import { perLoadOf } from '@countersign/shared/policy'
import { encodeBase64url } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import { likenessOf } from './likeness.ts'
import type { SentCapture } from './messages.ts'

const bytes = (text: string) => encodeBase64url(new TextEncoder().encode(text))
const form = (text: string): SentCapture => ({
  method: 'POST',
  url: 'https://console.example/delete',
  headers: [],
  body: { kind: 'bytes', type: 'application/x-www-form-urlencoded', bytes: bytes(text) },
  way: 'form',
  overheard: false,
})
const json = (text: string, headers: SentCapture['headers'] = []): SentCapture => ({
  method: 'DELETE',
  url: 'https://console.example/api/users/1',
  headers,
  body: { kind: 'bytes', type: 'application/json', bytes: bytes(text) },
  way: 'fetch',
  overheard: false,
})
const alike = (one: SentCapture, other: SentCapture) => likenessOf(one) === likenessOf(other)

test('the CSRF token of a reloaded page, in a header or a field, makes no other action', () => {
  expect(alike(json('{}', [['x-csrf-token', 'a']]), json('{}', [['X-CSRF-Token', 'b']]))).toBe(true)
  expect(alike(json('{}', [['x-xsrf-token', 'a']]), json('{}'))).toBe(true)
  expect(alike(form('id=1&csrf_token=a'), form('id=1&csrf_token=b'))).toBe(true)
  expect(alike(form('id=1&csrf%5Ftoken=a'), form('id=1&_token=b'))).toBe(true)
  const parts = (token: string): SentCapture => ({
    ...form(''),
    body: {
      kind: 'form-data',
      entries: [
        { name: 'authenticity_token', value: token },
        { name: 'id', value: '1' },
      ],
    },
  })
  expect(alike(parts('a'), parts('b'))).toBe(true)
})

test('what a rule says is made anew for each load makes no other action, and everything else does', () => {
  const perLoad = perLoadOf({ per_load: { headers: ['x-load'], fields: ['/meta/nonce', 'ticket'] } })
  const alikeBy = (one: SentCapture, other: SentCapture) => likenessOf(one, perLoad) === likenessOf(other, perLoad)
  expect(alikeBy(json('{}', [['X-Load', 'a']]), json('{}', [['x-load', 'b']]))).toBe(true)
  expect(alikeBy(form('id=1&ticket=a'), form('id=1&ticket=b'))).toBe(true)
  expect(alikeBy(form('id=1&ticket=a'), form('id=2&ticket=a'))).toBe(false)
  const nonce = (value: string, id = 1) => json(`{"id":${id},"meta":{"nonce":${value},"x":[1]}}`)
  expect(alikeBy(nonce('"a"'), nonce('{"b":[]}'))).toBe(true)
  expect(alikeBy(nonce('"a"'), nonce('"a"', 2))).toBe(false)
  expect(alikeBy(nonce('"a"'), json('{"id":1,"meta":{"nonce":"a","x":[2]}}'))).toBe(false)
  expect(alikeBy(nonce('"a"'), json('{"id":1,"nonce":"a","meta":{"nonce":"a","x":[1]}}'))).toBe(false)
  // Two readings of it are possible: it is what it is.
  const twice = (value: string) => json(`{"meta":{"nonce":1,"nonce":${value}}}`)
  expect(alikeBy(twice('2'), twice('3'))).toBe(false)
})

test.each<[string, SentCapture, SentCapture]>([
  ['another body', json('{"keep":1}'), json('{"keep":2}')],
  ['another method', json('{}'), { ...json('{}'), method: 'PUT' }],
  ['another URL', json('{}'), { ...json('{}'), url: 'https://console.example/api/users/2' }],
  ['another header', json('{}', [['x-mode', 'a']]), json('{}', [['x-mode', 'b']])],
  ['another authorization', json('{}', [['authorization', 'a']]), json('{}', [['authorization', 'b']])],
  ['another field', form('id=1'), form('id=2')],
  ['one more field', form('id=1'), form('id=1&force=1')],
  ['another order of fields', form('id=1&id=2'), form('id=2&id=1')],
  ['another spelling', form('id=%41'), form('id=A')],
  ['a token in JSON', json('{"csrf_token":"a"}'), json('{"csrf_token":"b"}')],
  ['a form that a script sends', form('id=1'), { ...form('id=1'), way: 'fetch', overheard: false }],
])('%s is another action', (_, one, other) => {
  expect(alike(one, other)).toBe(false)
})

test('a file is compared by its content, whatever its field is called', () => {
  const file = (content: string): SentCapture => ({
    ...form(''),
    body: {
      kind: 'form-data',
      entries: [{ name: 'csrf_token', filename: 'a.txt', type: 'text/plain', bytes: bytes(content) }],
    },
  })
  expect(alike(file('a'), file('b'))).toBe(false)
  expect(alike(file('a'), file('a'))).toBe(true)
})
