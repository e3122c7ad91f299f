import fc from 'fast-check'
import { type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql'
import { expect, test } from 'vitest'
import { type Operation, rootFields } from './graphql-document.ts'

const mutations = (text: string) => [...rootFields(text, 'mutation')]

test.each([
  ['mutation { deleteRepository(id: 1) { id } }', ['deleteRepository']],
  ['mutation Harmless { hello: deleteRepository(id: 1) { id } }', ['deleteRepository']],
  ['query A { a } mutation B { b }', ['b']],
  ['{ a }', []],
  ['mutation { ...F } fragment F on Mutation { a ...G } fragment G on Mutation { b ...F }', ['a', 'b']],
  ['mutation { ... on Mutation { a } ... @include(if: true) { b } }', ['a', 'b']],
  ['mutation($v: [In!]! = [{ a: "}" }]) @d(x: """ } \\""" { """) { a(b: "{ c }") # { d }\n e }', ['a', 'e']],
])('%s begins with %j', (text, expected) => {
  expect(mutations(text)).toEqual(expected)
})

test.each([
  '',
  'mutation',
  'mutation {}',
  'mutation { a',
  'mutation { a(b: "x) }',
  'mutation { a(b: [1) } }',
  'mutation { ...Gone }',
  'fragment F on M { a } fragment F on M { b } mutation { ...F }',
  'type A { b: C }',
  `mutation { a${'{ a'.repeat(200)}`,
  "mutation { a(b: 'x') }",
])('%s cannot be read', (text) => {
  expect(() => mutations(text)).toThrow()
})

/** What the reference implementation reads, by the same definition. */
function reference(text: string, operation: Operation): string[] | undefined {
  let document: DocumentNode
  try {
    document = parse(text)
  } catch {
    return undefined
  }
  const fields = new Set<string>()
  const seen = new Set<string>()
  const add = ({ selections }: SelectionSetNode) => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) fields.add(selection.name.value)
      else if (selection.kind === Kind.INLINE_FRAGMENT) add(selection.selectionSet)
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value)
        for (const definition of document.definitions) {
          if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value) {
            add(definition.selectionSet)
          }
        }
      }
    }
  }
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION && definition.operation === operation)
      add(definition.selectionSet)
  }
  return [...fields].toSorted()
}

const pieces = [
  'mutation', 'query', 'fragment', 'on', 'A', 'b', 'c', '{', '}', '{', '}', '(', ')', '[', ']', ':', '...', '@', '!', '$',
  '=', '"s"', '"""t"""', '"\\""', '#x\n', ',', '1', '-2.5e3', '"""\\"""{"""', '"{', '|', '&', ' ', '\n', '\ufeff',
] // biome-ignore format: a list of small things

test('what both read, both read alike; and what the reference reads is read', () => {
  const value = fc.constantFrom('1', '"} x {"', '"""}\\""" {"""', '[1, {a: "]"}]', 'EN', '$v', '{a: {b: [2]}}')
  const tree = fc.letrec<{ set: string; selection: string }>((tie) => ({
    set: fc.array(tie('selection'), { minLength: 1, maxLength: 3 }).map((list) => `{ ${list.join(' # }\n')} }`),
    selection: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc
        .tuple(fc.constantFrom('', 'x: ', 'y:'), fc.constantFrom('a', 'b', 'on', 'fragment'), value, fc.boolean())
        .map(([alias, name, argument, has]) => `${alias}${name}${has ? `(p: ${argument})` : ''}`),
      fc.constantFrom('...F', '... G @skip(if: true)'),
      fc.tuple(fc.constantFrom('... on T', '...', '... @d(v: [1])'), tie('set')).map(([head, set]) => `${head} ${set}`),
      tie('set').map((set) => `z ${set}`),
    ),
  }))
  const operation = fc
    .tuple(
      fc.constantFrom('mutation', 'mutation M', 'mutation($v: I = {a: 1}) @d', 'query', 'subscription S'),
      tree.set,
    )
    .map((parts) => parts.join(' '))
  const document = fc
    .tuple(fc.array(operation, { minLength: 1, maxLength: 3 }), tree.set, tree.set)
    .map(([operations, f, g]) => `${operations.join('\n')} fragment F on T ${f} fragment G on T ${g}`)
  fc.assert(
    fc.property(document, (text) => {
      expect(mutations(text).toSorted()).toEqual(reference(text, 'mutation'))
    }),
    { numRuns: 300 },
  )
})

test('of random tokens, nothing that the reference reads is read otherwise', () => {
  const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((list) => list.join(' '))
  fc.assert(
    fc.property(soup, (text) => {
      const expected = reference(text, 'mutation')
      if (expected === undefined) return
      let found: string[] | undefined
      try {
        found = mutations(text).toSorted()
      } catch {
        // Then it is taken for protected: the safe side.
      }
      expect(found ?? expected).toEqual(expected)
    }),
    { numRuns: 3_000 },
  )
})
