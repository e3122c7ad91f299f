import { describe, expect, test } from 'vitest'
import { compileUrlPattern, summarise } from '../policy/index.ts'
import { summaryParts, urlParts } from './highlight.ts'

describe('summaryParts', () => {
  test('marks what the URL pattern captured, and joins to the summary', () => {
    const parts = summaryParts('Delete repository {owner}/{repo}', { owner: 'acme', repo: 'payments' })
    expect(parts).toEqual([
      { text: 'Delete repository ' },
      { text: 'acme', param: 'owner' },
      { text: '/' },
      { text: 'payments', param: 'repo' },
    ])
  })

  test('leaves a value that looks like a placeholder alone', () => {
    const params = { a: '{b}', b: 'secret' }
    const parts = summaryParts('Delete {a}', params)
    expect(parts.map(({ text }) => text).join('')).toBe(summarise({ summary: 'Delete {a}' } as never, params))
    expect(parts.at(-1)).toEqual({ text: '{b}', param: 'a' })
  })

  test('shows a placeholder without a value as it stands', () => {
    expect(summaryParts('Delete {a}', {})).toEqual([{ text: 'Delete ' }, { text: '{a}' }])
  })
})

describe('urlParts', () => {
  const match = compileUrlPattern('https://admin.acme.example/:kind/items/:id')

  test('marks the captured parts where they stand, encoded as they will be sent', () => {
    const parts = urlParts({ ...match, names: [...match.names] }, 'https://admin.acme.example/a/items/a%20b?x=1')
    expect(parts).toEqual([
      { text: 'https://admin.acme.example/' },
      { text: 'a', param: 'kind' },
      { text: '/items/' },
      { text: 'a%20b', param: 'id' },
      { text: '?x=1' },
    ])
  })

  test('gives a URL that does not fit back whole', () => {
    expect(urlParts({ ...match, names: [...match.names] }, 'https://b.example/')).toEqual([
      { text: 'https://b.example/' },
    ])
  })
})
