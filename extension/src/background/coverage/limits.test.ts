import { expect, test } from 'vitest'
import { limitsOf } from './limits.ts'

test('a Chromium whose administrator did not install this sees, and cannot stop', () => {
  expect(limitsOf('chromium', { mayStop: false, isPrivate: true })).toContain('cannot-stop')
  expect(limitsOf('chromium', { mayStop: true, isPrivate: true })).toEqual(['no-body-of-some', 'no-files-of-forms'])
  expect(limitsOf('firefox', { mayStop: true, isPrivate: true })).not.toContain('no-body-of-some')
})

test('where it may not run in private windows it says so first', () => {
  expect(limitsOf('firefox', { mayStop: true, isPrivate: false })[0]).toBe('no-private-windows')
})
