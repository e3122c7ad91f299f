import { describe, expect, it } from 'vitest'
import { assertLoopback, isLoopback } from './loopback.ts'

describe('the loopback rule', () => {
  it.each([
    'http://127.0.0.1:4100',
    'http://127.8.9.10/',
    'https://localhost',
    'http://relay.localhost:3000',
    'http://[::1]:80',
    'http://127.1/',
    'http://2130706433/',
  ])('takes %s for this machine', (url) => {
    expect(isLoopback(url)).toBe(true)
  })

  it.each([
    'https://relay.acme.example',
    'http://192.168.1.10',
    'http://0.0.0.0:4100',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://127.0.0.1@evil.example',
    'http://notlocalhost',
    'http://[::ffff:10.0.0.1]',
    'ftp://127.0.0.1',
    'not a url',
    '',
  ])('takes %j for another machine', (url) => {
    expect(isLoopback(url)).toBe(false)
    expect(() => assertLoopback(url)).toThrow(expect.objectContaining({ code: 'idp_relay_not_loopback' }))
  })
})
