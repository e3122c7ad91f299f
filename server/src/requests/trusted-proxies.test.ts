import { describe, expect, test } from 'vitest'
import { callerBehind, readTrustedProxies } from './trusted-proxies.ts'

const caller = (trusted: string, peer: string, forwarded?: string) =>
  callerBehind(peer, forwarded, readTrustedProxies(trusted))

describe('without proxies', () => {
  test('the other end of the connection is the caller, whatever a header says', () => {
    expect(caller('0', '203.0.113.7')).toBe('203.0.113.7')
    expect(caller('0', '203.0.113.7', '10.0.0.1')).toBe('203.0.113.7')
    expect(caller('0', '203.0.113.7', 'unknown, ::1')).toBe('203.0.113.7')
  })

  test('an address is written in one way', () => {
    expect(caller('0', '::ffff:203.0.113.7')).toBe('203.0.113.7')
    expect(caller('0', '2001:DB8:0:0::7')).toBe('2001:db8::7')
    expect(caller('0', 'fe80::7%eth0')).toBe('fe80::7')
  })
})

describe.each([
  ['counted', '2'],
  ['named', '10.0.0.0/24,fd00::/64'],
])('behind two proxies, %s', (_, trusted) => {
  test('the caller is whom the farther one saw', () => {
    expect(caller(trusted, '10.0.0.2', '203.0.113.7, 10.0.0.1')).toBe('203.0.113.7')
    expect(caller(trusted, '::ffff:10.0.0.2', '2001:db8::7,fd00::1')).toBe('2001:db8::7')
    expect(caller(trusted, '10.0.0.2', '203.0.113.7:41000, 10.0.0.1:443')).toBe('203.0.113.7')
    expect(caller(trusted, '10.0.0.2', '[2001:db8::7]:41000, [fd00::1]')).toBe('2001:db8::7')
  })

  test('what the caller wrote in front of that counts for nothing', () => {
    for (const forged of [
      '192.0.2.1',
      '10.0.0.9',
      '192.0.2.1, 10.0.0.9',
      '::1',
      'unknown',
      '"',
      ', ,',
      '192.0.2.1,,',
    ]) {
      expect(caller(trusted, '10.0.0.2', `${forged}, 203.0.113.7, 10.0.0.1`)).toBe('203.0.113.7')
    }
  })

  test.each([undefined, '', '10.0.0.1'])('no proxy is taken for the caller where the header is %j', (forwarded) => {
    expect(caller(trusted, '10.0.0.2', forwarded)).toBeUndefined()
  })

  test.each(['unknown', '_hidden', '203.0.113', '203.0.113.7.', ''])('%j in the caller’s place is nobody', (said) => {
    expect(caller(trusted, '10.0.0.2', `192.0.2.1, ${said}, 10.0.0.1`)).toBeUndefined()
  })
})

test('who comes past the proxies that are named is the caller, and their header counts for nothing', () => {
  expect(caller('10.0.0.0/24', '203.0.113.7', '192.0.2.1, 10.0.0.1')).toBe('203.0.113.7')
})

test.each([
  ['11', /10 is the most/],
  ['10.0.0.1', /write an address and its length/],
  ['10.0.0.0/24,', /write an address and its length/],
  ['10.0.0.9/24', /write 10\.0\.0\.0\/24/],
  ['-1', /write an address and its length/],
  ['true', /write an address and its length/],
])('the setting %j is refused', (text, words) => {
  expect(() => readTrustedProxies(text)).toThrow(words)
})
