import { describe, expect, test } from 'vitest'
import { otherSalt, salt } from '../../vectors/example.ts'
import { digestForm, type FormEntry, formDataSize } from './form-data.ts'

const formDataDigest = async (entries: readonly FormEntry[]) => (await digestForm([], salt, entries)).digest
const bytes = (text: string) => new TextEncoder().encode(text)
const form: readonly FormEntry[] = [
  { name: 'project', value: 'payments' },
  { name: 'file', filename: 'a.txt', type: 'text/plain', value: bytes('hello') },
]

describe('the digest of a multipart form', () => {
  test('is the same for the same entries', async () => {
    expect(await formDataDigest([...form])).toBe(await formDataDigest(form))
  })

  const [project, file] = form
  test.each<[string, readonly (FormEntry | undefined)[]]>([
    ['the order', [file, project]],
    ['an entry less', [project]],
    ['an entry twice', [project, file, file]],
    ['another value', [{ name: 'project', value: 'payments2' }, file]],
    ['another name', [{ name: 'Project', value: 'payments' }, file]],
    ['another file name', [project, { name: 'file', filename: 'b.txt', type: 'text/plain', value: bytes('hello') }]],
    ['another type', [project, { name: 'file', filename: 'a.txt', type: 'text/html', value: bytes('hello') }]],
    ['another content', [project, { name: 'file', filename: 'a.txt', type: 'text/plain', value: bytes('hullo') }]],
    ['text in place of a file', [project, { name: 'file', value: 'hello' }]],
  ])('changes with %s', async (_, entries) => {
    const changed = entries.filter((entry) => entry !== undefined)
    expect(await formDataDigest(changed)).not.toBe(await formDataDigest(form))
  })

  test('keeps values apart from names, wherever a boundary may be put', async () => {
    const one = await formDataDigest([{ name: 'a', value: 'b","digest":"c' }])
    expect(one).not.toBe(await formDataDigest([{ name: 'a","digest":"b', value: 'c' }]))
  })
})

test('the size of a form is in bytes, text counted as UTF-8', () => {
  expect(formDataSize([{ name: 'a', value: '€' }])).toBe(3)
  expect(formDataSize(form)).toBe(13)
})

describe('a form whose rule hides a field', () => {
  const secret: readonly FormEntry[] = [
    { name: 'user', value: 'u-1' },
    { name: 'password', value: 'a' },
    { name: 'password', value: 'a' },
  ]

  test('enters that value by its salted hash, so that nobody can guess it from the digest', async () => {
    const one = await digestForm(['password'], salt, secret)
    const other = await digestForm(['password'], otherSalt, secret)
    expect(one.fields.map(({ field }) => field)).toEqual(['password', 'password'])
    expect(one.digest).not.toBe(other.digest)
    expect(one.digest).not.toBe(await formDataDigest(secret))
  })

  test('hides equal values of one name behind different hashes', async () => {
    const [first, second] = (await digestForm(['password'], salt, secret)).fields
    expect(first?.hidden).not.toBe(second?.hidden)
  })
})
