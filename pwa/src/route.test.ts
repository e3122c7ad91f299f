import { expect, test } from 'vitest'
import { ownPath, routeOf } from './route.ts'

const id = '01989f3e-7a10-7cc0-8000-0123456789ab'

test('every path has its page', () => {
  expect(
    ['/', '/decided', '/settings', '/verify', '/callback', '/elsewhere'].map((path) => routeOf(path).page),
  ).toEqual(['waiting', 'decided', 'settings', 'verify', 'callback', 'unknown'])
  expect(routeOf(`/r/${id}`)).toEqual({ page: 'request', id })
})

test('a path to go back to stays inside the app', () => {
  expect(ownPath(`/r/${id}`)).toBe(`/r/${id}`)
  for (const path of ['//evil.example', 'https://evil.example', '/callback', '/r/../x']) expect(ownPath(path)).toBe('/')
})
