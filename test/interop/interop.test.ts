import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Agreement, agreeOn } from './agree.ts'

// A second implementation of docs/protocol.md, in another language, comes to what the published vectors say.

const vectors = join(import.meta.dirname, '../../shared/vectors')
const published = (await readdir(vectors)).filter((name) => name.endsWith('.json') && name !== 'worthless-keys.json')
const agreement = await agreeOn(vectors)

describe('the second implementation', () => {
  test.each(agreement.files)('agrees on the $agree cases of $file', ({ agree, disagreements }) => {
    expect(disagreements).toEqual([])
    expect(agree).toBeGreaterThan(0)
  })

  test('has read every published file', () => {
    expect(agreement.files.map(({ file }) => file).toSorted()).toEqual(published.toSorted())
    expect(agreement.exitCode).toBe(0)
  })
})

describe('where the vectors are others', () => {
  /** One value of each file, which becomes another one. */
  const changed: Record<string, readonly (string | number)[]> = {
    'action.json': ['cases', 0, 'action', 'summary'],
    'base64url.json': ['accepted', 1, 'hex'],
    'batch.json': ['elsewhere', 0, 'root'],
    'conditions.json': ['conditions', 0, 'expected'],
    'counting.json': ['cases', 0, 'counted'],
    'delegates.json': ['deciding', 0, 'expected'],
    'jcs.json': ['cases', 0, 'digest'],
    'matching.json': ['cases', 0, 'expected'],
    'nonce.json': ['cases', 0, 'approve'],
    'same-person.json': ['pairs', 0, 'expected'],
    'times.json': ['windows', 0, 'expected'],
    'together.json': ['cases', 0, 'expected'],
    'verify.json': ['cases', 0, 'expected'],
  }
  let folder: string
  let disagreement: Agreement

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-vectors-'))
    for (const name of published) {
      const file = JSON.parse(await readFile(join(vectors, name), 'utf8'))
      put(file, changed[name] ?? [], 'ff')
      if (name === 'nonce.json') file.more = [{ why: 'a list that is new' }]
      if (name === 'verify.json') file.cases.push({ why: 'a check that is new', check: 'later', expected: 'accepted' })
      await writeFile(join(folder, name), JSON.stringify(file))
    }
    await writeFile(join(folder, 'later.json'), JSON.stringify({ about: 'A file that is new', cases: [] }))
    disagreement = await agreeOn(folder)
  })
  afterAll(() => rm(folder, { recursive: true }))

  test.each(agreement.files)('a changed case of $file is one that does not agree', ({ file, agree }) => {
    const now = disagreement.files.find((other) => other.file === file)
    expect(now?.agree).toBe(agree - 1)
    expect(now?.disagreements.filter(({ expected }) => JSON.stringify(expected).includes('"ff"'))).toHaveLength(1)
  })

  test('what is new is no agreement: a file, a list of cases, a check', () => {
    const all = disagreement.files.flatMap(({ file, disagreements }) => disagreements.map((one) => ({ file, ...one })))
    expect(all).toContainEqual({ file: 'later.json', why: 'the file', expected: 'known', got: 'unknown' })
    expect(all).toContainEqual(expect.objectContaining({ file: 'nonce.json', why: 'the list more' }))
    expect(all).toContainEqual(expect.objectContaining({ file: 'verify.json', why: 'later: a check that is new' }))
    expect(all).toHaveLength(disagreement.disagree)
    expect(all).toHaveLength(published.length + 3)
  })

  test('the run fails', () => {
    expect(disagreement.exitCode).toBe(1)
  })
})

/** Puts a value where the path leads. */
function put(file: unknown, [first, ...rest]: readonly (string | number)[], value: string): void {
  if (first === undefined) throw new Error('Say which value of this file is to become another one.')
  // A file of vectors is objects and lists, and the paths above lead through those.
  const inside = file as Record<string | number, unknown>
  if (rest.length > 0) put(inside[first], rest, value)
  else inside[first] = value
}
