import { encodeBase64url } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import type { SentBody, SentEntry } from '../../messages.ts'
import { compareBody, type Seen, type Truth } from './compare.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const held = (text: string, type = 'application/json'): SentBody => ({
  kind: 'bytes',
  bytes: encodeBase64url(encode(text)),
  type,
})
const bytes = (text: string): Seen => ({ kind: 'bytes', bytes: encode(text), files: true })
const fields = (list: Readonly<Record<string, readonly string[]>>): Seen => ({
  kind: 'fields',
  fields: new Map(Object.entries(list)),
})
const none = { kind: 'none' } as const
const urlencoded = 'application/x-www-form-urlencoded;charset=UTF-8'

test.each<[string, SentBody, Seen, Truth]>([
  ['nothing where nothing was held', none, none, 'same'],
  ['bytes where nothing was held', none, bytes('x'), 'differs'],
  ['an empty form where nothing was held', none, fields({}), 'differs'],
  ['the same bytes', held('{"a":1}'), bytes('{"a":1}'), 'same'],
  ['one byte less', held('{"a":1}'), bytes('{"a":1'), 'differs'],
  ['one byte changed', held('{"a":1}'), bytes('{"a":2}'), 'differs'],
  ['nothing where bytes were held', held('{"a":1}'), none, 'differs'],
  ['nothing where no bytes were held', held(''), none, 'same'],
  ['a form where JSON was held', held('{"a":1}'), fields({ a: ['1'] }), 'differs'],
  ['a form without fields where JSON was held', held('{"a":1}'), fields({}), 'differs'],
  ['the fields of the form', held('a=1&b=%C3%BC+x&a=2', urlencoded), fields({ a: ['1', '2'], b: ['ü x'] }), 'same'],
  ['a field more', held('a=1', urlencoded), fields({ a: ['1'], b: ['2'] }), 'differs'],
  ['a value changed', held('a=1', urlencoded), fields({ a: ['2'] }), 'differs'],
  ['values of one field exchanged', held('a=1&a=2', urlencoded), fields({ a: ['2', '1'] }), 'differs'],
  ['a stream of which the browser shows no fields', held('a=1', urlencoded), fields({}), 'unseen'],
  ['what the browser does not show', held('{"a":1}'), { kind: 'hidden' }, 'unseen'],
])('%s', async (_, body, seen, truth) => {
  expect(await compareBody(body, seen)).toBe(truth)
})

const file: SentEntry = {
  name: 'file',
  filename: 'a.pdf',
  type: 'application/pdf',
  bytes: encodeBase64url(encode('%PDF')),
}
const form: SentBody = { kind: 'form-data', entries: [{ name: 'note', value: 'one\ntwo' }, file] }

test.each<[string, Seen, Truth]>([
  ['fields and file name', fields({ note: ['one\r\ntwo'], file: ['a.pdf'] }), 'same'],
  ['another file name', fields({ note: ['one\ntwo'], file: ['b.pdf'] }), 'differs'],
  ['a field less', fields({ file: ['a.pdf'] }), 'differs'],
  ['bytes that are no form', bytes('{"note":"one"}'), 'differs'],
  ['no body', none, 'differs'],
])('of a multipart form, %s', async (_, seen, truth) => {
  expect(await compareBody(form, seen)).toBe(truth)
})

test.each<[string, (sent: FormData) => void, Truth]>([
  ['as it was held', () => {}, 'same'],
  ['with another file', (sent) => sent.set('file', new File(['%PDf'], 'a.pdf')), 'differs'],
  ['with an empty file', (sent) => sent.set('file', new File([], 'a.pdf')), 'differs'],
  ['with another file name', (sent) => sent.set('file', new File(['%PDF'], 'b.pdf')), 'differs'],
  ['with another field', (sent) => sent.set('note', 'three'), 'differs'],
  ['with a field more', (sent) => sent.append('more', ''), 'differs'],
])('a multipart form whose bytes are shown, %s', async (_, change, truth) => {
  expect(await compareBody(form, await multipart(change, true))).toBe(truth)
})

test.each<[string, (sent: FormData) => void, Truth]>([
  ['says nothing of them', (sent) => sent.set('file', new File([], 'a.pdf')), 'unseen'],
  ['still names them', (sent) => sent.set('file', new File([], 'b.pdf')), 'differs'],
  ['still has the fields', (sent) => sent.set('note', 'three'), 'differs'],
])('a multipart form whose bytes are shown without its files %s', async (_, change, truth) => {
  expect(await compareBody(form, await multipart(change, false))).toBe(truth)
})

async function multipart(change: (sent: FormData) => void, files: boolean): Promise<Seen> {
  const sent = new FormData()
  sent.append('note', 'one\r\ntwo')
  sent.append('file', new File(['%PDF'], 'a.pdf', { type: 'application/pdf' }))
  change(sent)
  return { kind: 'bytes', bytes: new Uint8Array(await new Response(sent).arrayBuffer()), files }
}
