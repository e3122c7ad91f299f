import { expect, test } from 'vitest'
import { openedPage, openedUrl } from './opened-url.ts'

test('an address comes out as it went in', () => {
  const url = 'https://console.example/clear?why=a%20b&x=%23'
  expect(openedUrl(new URL(openedPage(url), 'https://extension.example').hash)).toBe(url)
})

test.each(['', '#', '#%', '#javascript%3Aalert(1)', '#https%3A%2F%2F'])('%j is none', (hash) => {
  expect(openedUrl(hash)).toBeUndefined()
})
