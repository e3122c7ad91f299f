import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const least = { COUNTERSIGN_POLICY: 'policy.yaml' }

test('a policy is all that has to be said', () => {
  expect(readConfig(least)).toMatchObject({ publicUrl: 'http://127.0.0.1:8790', isLoopback: true, port: 8790 })
})

test.each([
  ['no policy', { COUNTERSIGN_POLICY: '' }, /COUNTERSIGN_POLICY is missing/],
  ['plain http elsewhere', { COUNTERSIGN_PUBLIC_URL: 'http://relay.acme.example' }, /must be https/],
  ['a path in the public URL', { COUNTERSIGN_PUBLIC_URL: 'https://acme.example/relay' }, /must be an origin/],
  ['a short secret', { COUNTERSIGN_SECRET: 'short' }, /32 characters/],
  ['a database without a secret', { DATABASE_URL: 'postgres://x' }, /COUNTERSIGN_SECRET/],
  ['a proxy that is no network', { COUNTERSIGN_TRUSTED_PROXIES: '10.0.0.1' }, /COUNTERSIGN_TRUSTED_PROXIES.*length/],
  ['a port that is none', { COUNTERSIGN_PORT: 'http' }, /whole number/],
])('%s is refused, by name', (_, change, words) => {
  expect(() => readConfig({ ...least, ...change })).toThrow(words)
})
