import { expect, test } from 'vitest'
import { isKnownPushService } from './endpoint.ts'

test.each([
  'https://fcm.googleapis.com/fcm/send/x',
  'https://jmt17.google.com/fcm/send/x',
  'https://updates.push.services.mozilla.com/wpush/v2/x',
  'https://web.push.apple.com/x',
  'https://db5p.notify.windows.com/w/?token=x',
])('%s is a push service', (endpoint) => {
  expect(isKnownPushService(endpoint, [])).toBe(true)
})

test.each([
  'http://fcm.googleapis.com/x',
  'https://fcm.googleapis.com:9200/x',
  'https://127.0.0.1/.google.com/x',
  'https://evil.example/fcm.googleapis.com',
  'https://fcm.googleapis.com.evil.example/x',
  'https://fcm.googleapis.com@evil.example/x',
  'https://notify.windows.com.evil.example/x',
  'not a URL',
])('%s is not', (endpoint) => {
  expect(isKnownPushService(endpoint, [])).toBe(false)
})

test('an operator may name a push service of their own', () => {
  expect(isKnownPushService('https://push.acme.example/x', ['push.acme.example'])).toBe(true)
})
