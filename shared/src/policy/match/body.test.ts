import { describe, expect, test } from 'vitest'
import { compileBody } from '../compile-body.ts'
import type { BodySource } from '../match-source.ts'
import { bodySight } from './body.ts'
import type { OutgoingBody } from './outgoing.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const form = (text: string, type = 'application/x-www-form-urlencoded'): OutgoingBody => ({
  kind: 'bytes',
  bytes: bytes(text),
  type,
})
const json = (text: string, type = 'application/json') => form(text, type)
const nothing: OutgoingBody = { kind: 'none' }

function holds(source: BodySource, body: OutgoingBody, url = 'https://a.example/x'): boolean {
  return bodySight(compileBody(source), { method: 'POST', url, headers: [], body }) === 'yes'
}

describe('fields of a form', () => {
  const condition: BodySource = { form: { OP: 'delete', confirm: '*' } }

  test.each([
    ['OP=delete&confirm=1', true],
    ['confirm=&x=1&OP=Delete', true],
    ['OP=delete', false],
    ['OP=truncate&confirm=1', false],
    ['OP=show&OP=delete&confirm', true],
    ['%4fP=d%65lete&confirm=1', true],
    ['OP[]=delete&confirm[a]=1', true],
    ['op=delete;confirm=1', true],
    ['+OP=delete&confirm%00x=1', true],
    ['OPX=delete&confirm=1', false],
    ['', false],
    [`${'a&'.repeat(20_000)}`, true],
  ])('%j holds: %s', (text, expected) => {
    expect(holds(condition, form(text))).toBe(expected)
  })

  test('those of the query are put together with those of the body, as servers do it', () => {
    expect(holds(condition, form('confirm=1'), 'https://a.example/x?OP=delete')).toBe(true)
    expect(holds(condition, nothing, 'https://a.example/x?OP=delete&confirm=1')).toBe(true)
    expect(holds(condition, nothing)).toBe(false)
  })

  test('what is no form, or one in another encoding, could hold anything', () => {
    expect(holds(condition, json('{"OP":"show"}'))).toBe(true)
    expect(holds(condition, form('OP=show', 'application/x-www-form-urlencoded; charset=ibm037'))).toBe(true)
    expect(holds(condition, form('OP=show', 'application/x-www-form-urlencoded; charset="UTF-8"'))).toBe(false)
    expect(holds(condition, form('--x', 'multipart/form-data; boundary=x'))).toBe(true)
  })

  test('of a multipart form the texts count, and a file counts for any text', () => {
    const entries = (value: string | Uint8Array) =>
      typeof value === 'string' ? { name: 'OP', value } : { name: 'OP', filename: 'f', value }
    const confirm = { name: 'confirm', value: '1' }
    const multipart = (value: string | Uint8Array): OutgoingBody => ({
      kind: 'form-data',
      entries: [entries(value), confirm],
    })
    expect(holds(condition, multipart('delete'))).toBe(true)
    expect(holds(condition, multipart('show'))).toBe(false)
    expect(holds(condition, multipart(bytes('show')))).toBe(true)
  })

  test('a pattern is over the decoded text', () => {
    expect(holds({ form: { sql_query: '*drop*table*' } }, form('sql_query=DROP+TABLE%20%60x%60'))).toBe(true)
    expect(holds({ form: { sql_query: '*drop*table*' } }, form('sql_query=SELECT+1'))).toBe(false)
  })
})

describe('members of JSON', () => {
  test.each<[BodySource['json'], string, boolean]>([
    [{ '/action': 'delete' }, '{"action":"delete"}', true],
    [{ '/action': ['purge', 'delete'] }, '{"action":"DELETE"}', true],
    [{ '/action': 'delete' }, '{"action":"show"}', false],
    [{ '/action': 'delete' }, '{}', false],
    [{ '/action': 'delete' }, '{"Action":"delete"}', true],
    [{ '/action': 'delete' }, '{"action":["delete"]}', true],
    [{ '/action': 'delete' }, '{"action":["show"]}', false],
    [{ '/action': 'delete' }, '{"action":{"$ne":1}}', true],
    [{ '/action': 'delete' }, '[{"action":"show"},{"action":"delete"}]', true],
    [{ '/action': 'delete' }, '{"action":"show","action":"delete"}', true],
    [{ '/action': 'delete' }, '{"action":"show"', true],
    [{ '/action': 'delete' }, '\ufeff{"action":"show"}', true],
    [{ '/force': true }, '{"force":true}', true],
    [{ '/force': true }, '{"force":"true"}', true],
    [{ '/force': true }, '{"force":false}', false],
    [{ '/n': 1 }, '{"n":1.0}', true],
    [{ '/items/*/op': 'delete' }, '{"items":[{"op":"x"},{"op":"delete"}]}', true],
    [{ '/items/0/op': 'delete' }, '{"items":[{"op":"x"},{"op":"delete"}]}', false],
    [{ '/items': '*' }, '{"items":[]}', true],
    [{ '/a~1b': 'x' }, '{"a/b":"x"}', true],
    [{ '/a': 'x', '/b': 'y' }, '{"a":"x","b":"z"}', false],
  ])('%j over %s holds: %s', (conditions, text, expected) => {
    expect(holds({ json: conditions ?? {} }, json(text))).toBe(expected)
  })

  test('whatever the body calls itself', () => {
    expect(holds({ json: { '/a': 'x' } }, json('{"a":"y"}', 'text/plain'))).toBe(false)
    expect(holds({ json: { '/a': 'x' } }, form('a=y'))).toBe(true)
    expect(holds({ json: { '/a': 'x' } }, nothing)).toBe(false)
  })
})

describe('GraphQL', () => {
  const condition: BodySource = { graphql: { operation: 'mutation', field: ['deleteRepository', 'transfer*'] } }
  const call = (query: string, more: object = {}) => json(JSON.stringify({ query, ...more }))

  test.each([
    ['the field', call('mutation { deleteRepository(id: 1) { id } }'), true],
    ['one that a pattern means', call('mutation { transferRepository { id } }'), true],
    ['another field', call('mutation { createIssue { id } }'), false],
    ['the field deeper down', call('mutation { createIssue { deleteRepository } }'), false],
    ['a query of the same name', call('{ deleteRepository }'), false],
    [
      'whatever operation is named',
      call('query A { a } mutation B { deleteRepository }', { operationName: 'A' }),
      true,
    ],
    ['a batch', json('[{"query":"{a}"},{"query":"mutation{deleteRepository}"}]'), true],
    ['a batch of others', json('[{"query":"{a}"},{"query":"{b}"}]'), false],
    ['a persisted one', json('{"extensions":{"persistedQuery":{"sha256Hash":"x"}}}'), true],
    ['a document beside an identifier', call('{ a }', { documentId: '1' }), true],
    ['two members of one name but for case', json('{"query":"{a}","QUERY":"mutation{deleteRepository}"}'), true],
    ['duplicate members', json('{"query":"{a}","query":"{b}"}'), true],
    ['no GraphQL', call('mutation { a( }'), true],
    ['no JSON', json('{'), true],
    ['nothing', nothing, true],
    ['the document itself', json('mutation { deleteRepository }', 'application/graphql'), true],
    ['another document itself', json('{ a }', 'application/graphql'), false],
    ['a form', form('query=mutation%7BdeleteRepository%7D'), true],
    ['another form', form('query=%7Ba%7D'), false],
  ])('%s: %#', (_, body, expected) => {
    expect(holds(condition, body)).toBe(expected)
  })

  test('a document in the address counts beside that of the body', () => {
    const url = 'https://a.example/graphql?query=mutation%7BdeleteRepository%7D'
    expect(holds(condition, call('{ a }'), url)).toBe(true)
    expect(holds(condition, call('{ a }'))).toBe(false)
  })

  test('a multipart call carries its JSON in a field', () => {
    const multipart = (text: string): OutgoingBody => ({
      kind: 'form-data',
      entries: [
        { name: 'operations', value: text },
        { name: '0', filename: 'a.txt', value: bytes('x') },
      ],
    })
    expect(holds(condition, multipart('{"query":"mutation{deleteRepository}"}'))).toBe(true)
    expect(holds(condition, multipart('{"query":"mutation{upload}"}'))).toBe(false)
  })
})

test('a body that is not at hand is unseen', () => {
  const outgoing = { method: 'POST', url: 'https://a.example/x', headers: [], body: { kind: 'unseen' } } as const
  expect(bodySight(compileBody({ json: { '/a': 'b' } }), outgoing)).toBe('unseen')
})
