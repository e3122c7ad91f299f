import { expect, test } from 'vitest'
import { readCallback } from './run.ts'

test('an answer is read from the fragment as from the query', () => {
  const asFragment = readCallback(new URL('https://app.example/callback#code=c&state=s&iss=https%3A%2F%2Fsso.example'))
  const asQuery = readCallback(new URL('https://app.example/callback?code=c&state=s&iss=https%3A%2F%2Fsso.example'))
  expect(asFragment).toEqual(asQuery)
  expect(asFragment).toMatchObject({ state: 's', iss: 'https://sso.example' })
})

test('an address without a state is no answer', () => {
  expect(readCallback(new URL('https://app.example/callback?code=c'))).toBeUndefined()
  expect(readCallback(new URL('https://app.example/callback?state='))).toBeUndefined()
})
