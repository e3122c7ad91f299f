import { expect, test } from 'vitest'
import { matchPatterns } from './match-patterns.ts'

test('scripts go to exactly the protected hosts, each once', () => {
  const patterns = [
    'https://a.example/x/:id',
    'https://a.example/y',
    'http://127.0.0.1:8792/z',
    'https://:team.b.example/',
  ]
  expect(matchPatterns(patterns)).toEqual(['http://127.0.0.1:8792/*', 'https://*.b.example/*', 'https://a.example/*'])
})
