import { expect, test } from 'vitest'
import { labelOf } from './label.ts'

test('a label names browser and system', () => {
  const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36'
  const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4) AppleWebKit/605.1 Version/18.4 Mobile/15E148 Safari/604.1'
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
  expect(labelOf({ userAgent: android, brands: ['Chromium', 'Google Chrome'] })).toBe('Chrome on Android')
  expect(labelOf({ userAgent: android, brands: ['Chromium'] })).toBe('Chromium on Android')
  expect(labelOf({ userAgent: iphone, brands: [] })).toBe('Safari on iPhone')
  expect(labelOf({ userAgent: firefox, brands: [] })).toBe('Firefox on Linux')
})
