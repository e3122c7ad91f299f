import { expect, test } from 'vitest'
import { headersSight } from './headers.ts'
import type { Outgoing, OutgoingBody } from './outgoing.ts'
import { sizeSight } from './size.ts'

const none: OutgoingBody = { kind: 'none' }
const bytes = (text: string, type: string): OutgoingBody => ({
  kind: 'bytes',
  bytes: new TextEncoder().encode(text),
  type,
})
const unseen: OutgoingBody = { kind: 'unseen' }
const told: OutgoingBody = { kind: 'unseen', size: 5, type: 'text/csv' }

const sightOf = (
  conditions: Readonly<Record<string, string[]>>,
  headers: Outgoing['headers'],
  body: OutgoingBody = none,
) =>
  headersSight(
    Object.entries(conditions).map(([name, is]) => ({ name, is })),
    { method: 'POST', url: 'https://a.example/', headers, body },
  )

test.each<[string, Readonly<Record<string, string[]>>, Outgoing['headers'], string]>([
  ['the value, in another case, with space around it', { 'x-danger': ['yes', '1'] }, [['X-Danger', ' YES\t']], 'yes'],
  ['the name as some servers read it', { 'x-danger': ['yes'] }, [['X_Danger', 'yes']], 'yes'],
  ['another value', { 'x-danger': ['yes'] }, [['x-danger', 'no']], 'no'],
  ['no such header', { 'x-danger': ['*'] }, [['x-other', 'yes']], 'no'],
  ['an empty value, where any will do', { 'x-danger': ['*'] }, [['x-danger', '']], 'yes'],
  ['one of those between commas', { 'x-danger': ['yes'] }, [['x-danger', 'no , yes']], 'yes'],
  ['a value with commas as it is', { 'x-danger': ['a, b'] }, [['x-danger', 'a, b']], 'yes'],
  [
    'the second of two headers',
    { 'x-danger': ['yes'] },
    [
      ['x-danger', 'no'],
      ['x-danger', 'yes'],
    ],
    'yes',
  ],
  ['one that is hidden', { 'x-token': ['a*'] }, [['x-token', undefined]], 'unseen'],
  ['one that is hidden, where any will do', { 'x-token': ['*'] }, [['x-token', undefined]], 'yes'],
  [
    'one that is hidden, and another of its name that is it',
    { a: ['1'] },
    [
      ['a', undefined],
      ['a', '1'],
    ],
    'yes',
  ],
  [
    'one that is hidden beside one that fails',
    { a: ['1'], b: ['1'] },
    [
      ['a', undefined],
      ['b', '2'],
    ],
    'no',
  ],
  [
    'both',
    { a: ['1'], b: ['1'] },
    [
      ['a', '1'],
      ['b', '1'],
    ],
    'yes',
  ],
])('%s', (_, conditions, headers, sight) => {
  expect(sightOf(conditions, headers)).toBe(sight)
})

test('the content type is that of the header, and that of the body where the browser sets it', () => {
  const csv = { 'content-type': ['text/csv*'] }
  expect(sightOf(csv, [['content-type', 'text/csv;charset=utf-8']])).toBe('yes')
  expect(sightOf(csv, [], bytes('a', 'text/csv'))).toBe('yes')
  expect(sightOf(csv, [], bytes('a', 'text/plain'))).toBe('no')
  expect(sightOf({ 'content-type': ['multipart/*'] }, [], { kind: 'form-data', entries: [] })).toBe('yes')
  expect(sightOf(csv, [], told)).toBe('yes')
  expect(sightOf(csv, [], unseen)).toBe('unseen')
  expect(sightOf({ 'content-type': ['*'] }, [])).toBe('no')
})

test('the size is that of all bytes, of the values of a form, or what the action says', () => {
  const atLeast = (at_least: number, body: OutgoingBody) => sizeSight({ at_least }, body)
  expect([atLeast(3, bytes('abc', '')), atLeast(4, bytes('abc', ''))]).toEqual(['yes', 'no'])
  const form: OutgoingBody = {
    kind: 'form-data',
    entries: [
      { name: 'a', value: 'é' },
      { name: 'b', filename: 'long name', value: new Uint8Array(3) },
    ],
  }
  expect([atLeast(5, form), atLeast(6, form)]).toEqual(['yes', 'no'])
  expect([atLeast(5, told), atLeast(6, told)]).toEqual(['yes', 'no'])
  expect([atLeast(1, none), atLeast(1, unseen)]).toEqual(['no', 'unseen'])
})
