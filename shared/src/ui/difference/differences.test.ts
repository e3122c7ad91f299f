import { expect, test } from 'vitest'
import { differences } from './differences.ts'

const of = (before: unknown, after: unknown) => differences(JSON.stringify(before), JSON.stringify(after))

test('what is left out of a list is removed, wherever it stood', () => {
  expect(of({ folders: ['Ledger', 'Photos', 'Mail'] }, { folders: ['Ledger', 'Mail'] })).toEqual([
    { kind: 'removed', at: '/folders/1', was: '"Photos"' },
  ])
})

test('a thing of a list is known by its id or name, and what changed in it is told alone', () => {
  const before = [
    { id: 1, label: 'a', days: 30 },
    { id: 2, label: 'b', days: 30 },
    { id: 3, label: 'c', days: 30 },
  ]
  const after = [
    { id: 1, label: 'a', days: 30 },
    { id: 3, label: 'c', days: 1 },
  ]
  expect(of(before, after)).toEqual([
    { kind: 'removed', at: '/1', was: '{"days": 30, "id": 2, "label": "b"}' },
    { kind: 'changed', at: '/1/days', was: '30', is: '1' },
  ])
})

test('another of the same name in another list is another thing', () => {
  expect(of({ a: [{ name: 'x' }], b: [] }, { a: [], b: [{ name: 'x' }] })).toEqual([
    { kind: 'removed', at: '/a/0', was: '{"name": "x"}' },
    { kind: 'added', at: '/b/0', is: '{"name": "x"}' },
  ])
})

test('what is twice there and once afterwards is removed once', () => {
  expect(of(['a', 'a', 'b'], ['a', 'b'])).toEqual([{ kind: 'removed', at: '/1', was: '"a"' }])
})

test('members are removed, added and changed, down to the value that differs', () => {
  expect(of({ a: { b: 1, c: 2 }, d: null }, { a: { b: 1, c: 3 }, e: true })).toEqual([
    { kind: 'changed', at: '/a/c', was: '2', is: '3' },
    { kind: 'removed', at: '/d', was: 'null' },
    { kind: 'added', at: '/e', is: 'true' },
  ])
})

test('another order of a list is said, another order of members is none', () => {
  expect(of({ b: 1, a: ['x', 'y'] }, { a: ['y', 'x'], b: 1 })).toEqual([{ kind: 'reordered', at: '/a' }])
})

test('nothing is a difference in spelling alone, and every digit counts where a number could hide it', () => {
  expect(differences('{"a": 1.0, "b":"\\u0041"}', '{"b":"A","a":1}')).toEqual([])
  expect(differences('{"id":12345678901234567890}', '{"id":12345678901234567891}')).toEqual([
    { kind: 'changed', at: '/id', was: '12345678901234567890', is: '12345678901234567891' },
  ])
})

test('names with slashes and tildes are steps of a pointer', () => {
  expect(of({ 'a/b~c': 1 }, {})).toEqual([{ kind: 'removed', at: '/a~1b~0c', was: '1' }])
})

test('names that every object has are names like others', () => {
  expect(differences('{"__proto__":{"a":1}}', '{"constructor":1}')).toEqual([
    { kind: 'removed', at: '/__proto__', was: '{"a": 1}' },
    { kind: 'added', at: '/constructor', is: '1' },
  ])
})

test('a change of kind is a change', () => {
  expect(of({ a: [] }, { a: {} })).toEqual([{ kind: 'changed', at: '/a', was: '[]', is: '{}' }])
})

test('applied to what was there, what is told gives what will be there', () => {
  // Every list of up to three of these, before and after: none may lose or invent an element.
  const values = ['a', 'b', 'c']
  const lists = [
    [],
    ...values.flatMap((one) => [
      [one],
      ...values.flatMap((two) => [[one, two], ...values.map((three) => [one, two, three])]),
    ]),
  ]
  for (const before of lists) {
    for (const after of lists) {
      const told = of(before, after)
      const counts = new Map<string, number>()
      const add = (text: string, by: number) => counts.set(text, (counts.get(text) ?? 0) + by)
      for (const value of before) add(JSON.stringify(value), 1)
      for (const difference of told) {
        if ('was' in difference) add(difference.was, -1)
        if ('is' in difference) add(difference.is, 1)
      }
      for (const value of after) add(JSON.stringify(value), -1)
      expect(
        [...counts.values()].every((count) => count === 0),
        JSON.stringify({ before, after, told }),
      ).toBe(true)
      expect(told.length === 0).toBe(JSON.stringify(before) === JSON.stringify(after))
    }
  }
})
