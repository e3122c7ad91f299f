import { expect, test } from 'vitest'
import { matchPatterns, withoutPorts } from './match-patterns.ts'

test('scripts go to exactly the protected hosts, each once', () => {
  const patterns = [
    'https://a.example/x/:id',
    'https://a.example/y',
    'http://127.0.0.1:8792/z',
    'https://:team.b.example/',
  ]
  expect(matchPatterns(patterns)).toEqual(['http://127.0.0.1:8792/*', 'https://*.b.example/*', 'https://a.example/*'])
})

test('in Firefox each stands for every port of its host', () => {
  const patterns = ['http://127.0.0.1:8792/*', 'http://127.0.0.1:8793/*', 'https://a.example/*', 'http://[::1]:8790/*']
  expect(withoutPorts(patterns)).toEqual(['http://127.0.0.1/*', 'https://a.example/*', 'http://[::1]/*'])
})
