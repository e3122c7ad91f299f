import { expect, test } from 'vitest'
import { isInNetwork, readAddress, readNetwork } from './network.ts'

function isIn(address: string, network: string): boolean | undefined {
  const found = readAddress(address)
  return found && isInNetwork(found, readNetwork(network))
}

test.each([
  ['10.255.0.1', '10.0.0.0/8', true],
  ['11.0.0.1', '10.0.0.0/8', false],
  ['10.0.0.1', '0.0.0.0/0', true],
  ['10.0.0.1', '10.0.0.1/32', true],
  ['10.0.0.2', '10.0.0.1/32', false],
  ['10.0.0.127', '10.0.0.0/25', true],
  ['10.0.0.128', '10.0.0.0/25', false],
  ['::ffff:10.0.0.1', '10.0.0.0/8', true],
  ['::FFFF:a00:1', '10.0.0.0/8', true],
  ['::10.0.0.1', '10.0.0.0/8', false],
  ['2001:db8::1', '2001:db8::/32', true],
  ['2001:DB8:0::1', '2001:db8::/32', true],
  ['2001:db9::1', '2001:db8::/32', false],
  ['2001:db8::1', '::/0', true],
  ['10.0.0.1', '::/0', false],
  ['::1', '0.0.0.0/0', false],
  ['::1', '::1/128', true],
] as const)('%s in %s is %s', (address, network, expected) => {
  expect(isIn(address, network)).toBe(expected)
})

test.each([
  '',
  '10.0.0',
  '10.1',
  '167772161',
  '010.0.0.1',
  '0x0a.0.0.1',
  '10.0.0.256',
  ' 10.0.0.1',
  '10.0.0.1:443',
  '10.0.0.0/8',
  'fe80::1%eth0',
  '1:2:3',
  '00001::',
  '::1::',
  '::ffff:010.0.0.1',
  '[::1]',
  'localhost',
])('%j is no address: servers would read it differently, or not at all', (text) => {
  expect(readAddress(text)).toBeUndefined()
})

test.each([
  ['10.0.0.0', /write an address and its length/],
  ['10.0.0.0/08', /write an address and its length/],
  ['10.0.0.0/255.0.0.0', /write an address and its length/],
  ['10.0.0/8', /write an address and its length/],
  ['10.0.0.0/33', /no 33 bits/],
  ['::/129', /no 129 bits/],
  ['10.1.2.3/8', /write 10\.0\.0\.0\/8/],
  ['2001:db8::1/32', /write 2001:db8::\/32/],
  ['::ffff:10.0.0.0/104', /holds IPv4 addresses/],
])('%j is no network, and it is said why', (text, words) => {
  expect(() => readNetwork(text)).toThrow(words)
})
