import fc from 'fast-check'
import { type Json, pointerStep } from '../src/protocol/index.ts'

/** One change to a JSON value: where (a JSON pointer, RFC 6901), of what kind, and what came of it. */
export type Mutation = { readonly pointer: string; readonly kind: Kind; readonly value: unknown }

type Kind = 'other value' | 'other type' | 'letter' | 'case' | 'removed' | 'extra' | 'repeated' | 'swapped'
type Step = string | number
type Place = { readonly path: readonly Step[]; readonly found: Json }

/** Every single change of a JSON value that an attacker may think of, anywhere in it. */
export function mutationOf(whole: unknown): fc.Arbitrary<Mutation> {
  // What is mutated is JSON: requests, proofs, decisions and claims.
  const places = placesIn(whole as Json, [])
  return fc
    .constantFrom(...places)
    .chain((place) => changesOf(place).map((change) => ({ path: place.path, ...change })))
    .map(({ kind, apply, path }) => ({ pointer: pointerOf(path), kind, value: apply(structuredClone(whole)) }))
    .filter(({ value }) => JSON.stringify(value) !== JSON.stringify(whole))
}

/** `path` where it is another one than the place's: a name that changed is a change of that member. */
type Change = { readonly kind: Kind; readonly apply: (whole: unknown) => unknown; readonly path?: readonly Step[] }

function changesOf({ path, found }: Place): fc.Arbitrary<Change> {
  const replaced = (kind: Kind, values: fc.Arbitrary<unknown>) =>
    values.map((value): Change => ({ kind, apply: (whole) => withMember(whole, path, value) }))
  const options = [replaced('other type', otherType(found))]
  if (path.length > 0) options.push(fc.constant({ kind: 'removed', apply: (whole) => without(whole, path) }))
  if (typeof found === 'string') {
    options.push(replaced('other value', otherText(found)), replaced('letter', otherLetter(found)))
    options.push(replaced('case', fc.constantFrom(found.toUpperCase(), found.toLowerCase())))
  }
  if (typeof found === 'number') {
    options.push(replaced('other value', fc.constantFrom(found + 1, found - 1, found * 1_000, -found, found + 0.5, 0)))
  }
  if (Array.isArray(found)) {
    options.push(replaced('extra', fc.constantFrom(...[null, '', 0, {}].map((item) => [...found, item]))))
    options.push(
      replaced('repeated', fc.constantFrom(...(found.length === 0 ? [[0]] : found.map((item) => [...found, item])))),
    )
    options.push(replaced('swapped', fc.constant(found.toReversed())))
  } else if (found !== null && typeof found === 'object') {
    const names = fc.constantFrom('x', '__proto__', 'constructor', 'toString', '', ' ', 'D', '\u200b')
    options.push(
      fc
        .tuple(names, fc.jsonValue())
        .map(([name, value]) => ({ kind: 'extra', apply: (whole) => withMember(whole, [...path, name], value) })),
    )
    const renamed = Object.keys(found).map(
      (name): Change => ({ kind: 'case', path: [...path, name], apply: (whole) => withRenamed(whole, path, name) }),
    )
    if (renamed.length > 0) options.push(fc.constantFrom(...renamed))
  }
  return fc.oneof(...options)
}

function placesIn(found: Json, path: readonly Step[]): Place[] {
  if (found === null || typeof found !== 'object') return [{ path, found }]
  const members: readonly (readonly [Step, Json])[] = Array.isArray(found)
    ? [...found.entries()]
    : Object.entries(found)
  return [{ path, found }, ...members.flatMap(([step, member]) => placesIn(member, [...path, step]))]
}

function otherType(found: Json): fc.Arbitrary<unknown> {
  const values = [
    null,
    true,
    false,
    0,
    1.5,
    -1,
    1e300,
    '',
    'x',
    String(found),
    [],
    [found],
    {},
    { '0': found },
    { value: found },
  ]
  return fc.constantFrom(...values.filter((value) => kindOf(value) !== kindOf(found)))
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

function otherText(found: string): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom(
      '',
      ` ${found}`,
      `${found} `,
      `${found}\u0000`,
      `${found}\n`,
      found + found,
      found.slice(1),
      found.slice(0, -1),
    ),
    fc.constantFrom(
      found.normalize('NFD'),
      [...found].toReversed().join(''),
      found.replace('a', 'а'),
      'x'.repeat(20_000),
    ),
  )
}

function otherLetter(found: string): fc.Arbitrary<string> {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return fc.tuple(fc.nat(Math.max(0, found.length - 1)), fc.constantFrom(...letters)).map(([at, letter]) => {
    return found.slice(0, at) + letter + found.slice(at + 1)
  })
}

function withMember(whole: unknown, path: readonly Step[], value: unknown): unknown {
  return edit(
    whole,
    path,
    (parent, step) => {
      Object.defineProperty(parent, step, { value, enumerable: true, configurable: true, writable: true })
    },
    value,
  )
}

function without(whole: unknown, path: readonly Step[]): unknown {
  return edit(
    whole,
    path,
    (parent, step) => {
      if (Array.isArray(parent)) parent.splice(Number(step), 1)
      else Reflect.deleteProperty(parent, step)
    },
    undefined,
  )
}

function withRenamed(whole: unknown, path: readonly Step[], name: string): unknown {
  return edit(
    whole,
    [...path, name],
    (parent) => {
      const value: unknown = Reflect.get(parent, name)
      Reflect.deleteProperty(parent, name)
      Reflect.set(parent, name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase(), value)
    },
    undefined,
  )
}

/** Changes the parent of a place in what is already a copy; the whole itself has none. */
function edit(
  whole: unknown,
  path: readonly Step[],
  change: (parent: object, step: Step) => void,
  instead: unknown,
): unknown {
  const last = path.at(-1)
  if (last === undefined) return instead
  const parent = path.slice(0, -1).reduce<unknown>((found, step) => Reflect.get(Object(found), step), whole)
  change(Object(parent), last)
  return whole
}

function pointerOf(path: readonly Step[]): string {
  return path.map((step) => pointerStep(step)).join('')
}
