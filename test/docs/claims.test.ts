import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

// What the documents say is shown by a test is shown by one: the quoted sentence stands in the file that is linked.

const docs = join(import.meta.dirname, '../../docs')

describe.each(['threat-model.md', 'security-faq.md'])('%s', (name) => {
  const text = readFileSync(join(docs, name), 'utf8').replaceAll('\n', ' ')
  const claims = [...text.matchAll(/\[“([^”]+)”\]\(([^)]+)\)/g)].map(([, title = '', path = '']) => ({ title, path }))

  test('names tests at all', () => {
    expect(claims.length).toBeGreaterThan(10)
  })

  test.each(claims)('$path has the test “$title”', ({ title, path }) => {
    const source = readFileSync(join(docs, path), 'utf8')
    expect(source).toContain(title.replaceAll(/ {2,}/g, ' '))
  })

  test.each([...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path))('%s is there', (path) => {
    expect(existsSync(join(dirname(join(docs, name)), path))).toBe(true)
  })
})
