import { expect, test } from 'vitest'
import { positionWords } from './position-words.ts'

test('a rule that asks for no position says nothing of one', () => expect(positionWords(undefined)).toEqual([]))

test('one that takes any says how exactly, and that nobody vouches for it', () => {
  expect(positionWords({})).toEqual([
    ['position', 'whoever approves says where they are, to about 1 km; nobody vouches for it'],
  ])
})

test('each list of circles has its line, and each word of the rule’s author', () => {
  const bern = { name: 'Bern', latitude: 469_481, longitude: 74_474, metres: 250 }
  const sea = { latitude: -100, longitude: -1_799_900, metres: 40_000 }
  expect(positionWords({ accuracy: 50, within: [[bern, sea], [sea]], why: ['Offices only'] })).toEqual([
    [
      'position',
      'whoever approves says where they are, to about 10 m, uncertain by 50 m at most; nobody vouches for it',
    ],
    ['', 'within 250 m of Bern (46.9481, 7.4474), or 40 km of -0.01, -179.99'],
    ['', 'within 40 km of -0.01, -179.99'],
    ['', '“Offices only”'],
  ])
})
