import { expect, test } from 'vitest'
import { freshNumber } from './fresh-number.ts'

test('of nine requests in a row no two have the same number', () => {
  const numbers = Array.from({ length: 900 }, freshNumber)
  for (const [index, number] of numbers.entries()) {
    expect(number).toMatch(/^[1-9][0-9]$/)
    expect(numbers.slice(Math.max(0, index - 8), index)).not.toContain(number)
  }
})
