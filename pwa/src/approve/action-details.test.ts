import { makeScene } from '@countersign/shared/vectors/scene.ts'
import { expect, test } from 'vitest'
import { actionDetails } from './action-details.ts'

const { own } = await makeScene()
const { action } = own.request
const shorterThan = (length: number) => (details: unknown) => JSON.stringify(details).length < length

test('the whole action is told where there is room, and nothing of headers or content', () => {
  expect(actionDetails(own, () => true)).toEqual([
    {
      type: 'countersign_action',
      locations: [new URL(action.url).origin],
      request: own.request.id,
      digest: own.digest,
      method: action.method,
      summary: action.summary,
      url: action.url,
    },
  ])
})

test('what has no room is left out whole, and it is said', () => {
  const long = `${new URL(action.url).origin}/${'x'.repeat(8_000)}`
  const longUrl = { ...own, request: { ...own.request, action: { ...action, url: long } } }
  expect(actionDetails(longUrl, shorterThan(3_000))?.[0]).toMatchObject({ summary: action.summary, left_out: ['url'] })
  const longSummary = { ...own, request: { ...own.request, action: { ...action, summary: 'x'.repeat(8_000) } } }
  expect(actionDetails(longSummary, shorterThan(3_000))?.[0]).toMatchObject({ url: action.url, left_out: ['summary'] })
  expect(actionDetails(own, shorterThan(10))).toBeUndefined()
})

test('the replacement of a policy has no origin, and names its address', () => {
  const url = 'countersign:policy/8'
  const replacing = { ...own, request: { ...own.request, action: { ...action, url } } }
  expect(actionDetails(replacing, () => true)?.[0]?.locations).toEqual([url])
})
