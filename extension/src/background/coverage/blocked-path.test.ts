import { expect, test } from 'vitest'
import { type Blocked, blockedPath } from './blocked-path.ts'

const blocked: Blocked = { type: 'xmlhttprequest', method: 'POST', tabId: 3, isHooked: true, isAhead: false }

test.each<[string, Partial<Blocked>]>([
  ['worker', {}],
  ['frame', { isHooked: false }],
  ['background-worker', { tabId: -1 }],
  ['background-worker', { tabId: -1, isHooked: false }],
  ['element', { type: 'image' }],
  ['ping', { type: 'ping' }],
  ['ping', { type: 'beacon', tabId: -1 }],
  ['prefetch', { type: 'other' }],
  ['prefetch', { type: 'main_frame', isAhead: true }],
  ['navigation', { type: 'main_frame' }],
  ['head', { method: 'HEAD' }],
  ['head', { method: 'HEAD', tabId: -1 }],
  ['element', { type: 'imageset' }],
  ['socket', { type: 'websocket' }],
  ['other', { type: 'speculative' }],
])('is %s for %j', (path, part) => {
  expect(blockedPath({ ...blocked, ...part })).toBe(path)
})
