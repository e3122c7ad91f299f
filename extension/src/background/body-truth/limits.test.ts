import { expect, test } from 'vitest'
import { bodyLimitsOf } from './limits.ts'

test('a Chromium whose administrator did not install this sees, and cannot stop', () => {
  expect(bodyLimitsOf('chromium', false)).toContain('cannot-stop')
  expect(bodyLimitsOf('chromium', true)).toEqual(['no-body-of-some', 'no-files-of-forms'])
  expect(bodyLimitsOf('firefox', true)).not.toContain('no-body-of-some')
})
