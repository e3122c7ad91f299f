import { expect, test } from 'vitest'
import { examplePolicy } from '../../vectors/example.ts'
import { matchRule } from './match.ts'

const policy = examplePolicy()
const match = (method: string, url: string) => matchRule(policy, method, url)

test.each([
  ['post', 'https://github.example/acme/payments/settings/delete'],
  ['POST', 'https://github.example/acme/payments/settings/delete?x=1'],
  ['POST', 'https://github.example/acme/payments/settings/delete#x'],
  ['POST', 'HTTPS://GitHub.Example:443/acme/payments/settings/delete'],
  ['POST', 'https://me:secret@github.example/acme/payments/settings/delete'],
  ['POST', 'https://github.example/x/../acme/payments/settings/delete'],
])('%s %s is protected', (method, url) => {
  expect(match(method, url)?.params).toEqual({ owner: 'acme', repo: 'payments' })
})

test.each([
  ['GET', 'https://github.example/acme/payments/settings/delete'],
  ['POST', 'https://github.example/acme/payments/settings/delete/now'],
  ['POST', 'http://github.example/acme/payments/settings/delete'],
  ['POST', 'https://github.example.evil.example/acme/payments/settings/delete'],
  ['POST', 'not a URL'],
])('%s %s is not', (method, url) => {
  expect(match(method, url)).toBeUndefined()
})

test('what the pattern captured is shown decoded', () => {
  expect(match('POST', 'https://github.example/acme/pay%20ments/settings/delete')?.params).toMatchObject({
    repo: 'pay ments',
  })
})
