import { expect, test } from 'vitest'
import { positionWords } from './position-words.ts'

test.each([
  [{ latitude: 481_400, longitude: 115_800, accuracy: 1_000 }, '48.14, 11.58 ± 1 km'],
  [{ latitude: 481_371, longitude: 115_753, accuracy: 40 }, '48.1371, 11.5753 ± 40 m'],
  [{ latitude: -1_803, longitude: -784_700, accuracy: 1_234 }, '-0.1803, -78.47 ± 1.2 km'],
  [{ latitude: 0, longitude: 100, accuracy: 650_400 }, '0, 0.01 ± 650 km'],
])('%o is %s', (position, words) => expect(positionWords(position)).toBe(words))
