import { expect, test } from 'vitest'
import { makeDeviceId } from './device-id.ts'

test('no device’s id is read as an option on a command line', () => {
  for (let made = 0; made < 2_000; made += 1) expect(makeDeviceId()).toMatch(/^[0-9a-f][0-9a-f-]{35}$/)
})
