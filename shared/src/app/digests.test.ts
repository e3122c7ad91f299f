import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestOfAll, digestsOf } from './digests.ts'

const files = new Map([
  ['b.js', new TextEncoder().encode('b')],
  ['B.css', new TextEncoder().encode('')],
  ['a.html', new TextEncoder().encode('ä')],
])

test('the digest of all files is what sha256sum says', () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-digests-'))
  try {
    for (const [path, bytes] of files) writeFileSync(join(directory, path), bytes)
    const command = 'find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum'
    const said = execFileSync('sh', ['-c', command], { cwd: directory, encoding: 'utf8' })
    expect(`${digestOfAll(digestsOf(files))}  -\n`).toBe(said)
  } finally {
    rmSync(directory, { recursive: true })
  }
})

test('the order in which files are found changes nothing; a byte, a name or a file more does', () => {
  const digest = digestOfAll(digestsOf(files))
  expect(digestOfAll(digestsOf(new Map([...files].reverse())))).toBe(digest)
  expect(digestOfAll(digestsOf(new Map([...files, ['B.css', Uint8Array.of(0)]])))).not.toBe(digest)
  expect(digestOfAll(digestsOf(new Map([...files, ['c.js', Uint8Array.of()]])))).not.toBe(digest)
  expect(Object.keys(digestsOf(files))).toEqual(['B.css', 'a.html', 'b.js'])
})
