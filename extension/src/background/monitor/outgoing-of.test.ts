import { expect, test } from 'vitest'
import { outgoingOf, type Told } from './outgoing-of.ts'

const told: Told = { method: 'POST', url: 'https://a.example/x#y', headers: [], body: undefined }
const bytes = new TextEncoder().encode('op=drop')
const headers = [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }, { name: 'X-Empty' }]

test('a request is what the browser tells of it: the address without its fragment, names of headers in lower case', () => {
  expect(outgoingOf({ ...told, headers, body: { raw: [{ bytes: bytes.buffer }] } }, false)).toEqual({
    method: 'POST',
    url: 'https://a.example/x',
    headers: [
      ['content-type', 'application/x-www-form-urlencoded'],
      ['x-empty', undefined],
    ],
    body: { kind: 'bytes', bytes, type: 'application/x-www-form-urlencoded' },
  })
})

test('fields that a browser has taken apart are those of a form', () => {
  expect(outgoingOf({ ...told, body: { formData: { op: ['drop', 'show'] } } }, false).body).toEqual({
    kind: 'form-data',
    entries: [
      { name: 'op', value: 'drop' },
      { name: 'op', value: 'show' },
    ],
  })
})

test('where nothing is told of a body it is unseen, but for a browser that shows all, and for what never has one', () => {
  expect(outgoingOf(told, false).body).toEqual({ kind: 'unseen' })
  expect(outgoingOf(told, true).body).toEqual({ kind: 'none' })
  expect(outgoingOf({ ...told, method: 'GET' }, false).body).toEqual({ kind: 'none' })
  expect(outgoingOf({ ...told, body: { raw: [{ file: '/home/a' }] } }, true).body).toEqual({ kind: 'unseen' })
})
