import { pointerStep } from '../../protocol/index.ts'
import { type JsonTree, jsonTree } from './json-tree.ts'

/**
 * One thing in which two JSON values differ. `at` is a JSON pointer (RFC 6901), into the older value for what is removed
 * and into the newer for everything else; `was` and `is` are JSON texts.
 */
export type Difference =
  | { readonly kind: 'removed'; readonly at: string; readonly was: string }
  | { readonly kind: 'added'; readonly at: string; readonly is: string }
  | { readonly kind: 'changed'; readonly at: string; readonly was: string; readonly is: string }
  /** The same elements of a list in another order. */
  | { readonly kind: 'reordered'; readonly at: string }

/**
 * In what two JSON texts differ. Elements of lists are told apart by what they are, not by where they stand: one that is
 * left out of the middle is one that is removed. In time of about the texts' length, whatever they hold: no search for a
 * longest common part.
 *
 * @param before known to be strict JSON, as is `after`
 */
export function differences(before: string, after: string): readonly Difference[] {
  return between(jsonTree(before), jsonTree(after), '')
}

function between(before: JsonTree, after: JsonTree, at: string): readonly Difference[] {
  if (before.text === after.text) return []
  if (before.kind === 'object' && after.kind === 'object') return betweenObjects(before.members, after.members, at)
  if (before.kind === 'list' && after.kind === 'list') return betweenLists(before.items, after.items, at)
  return [{ kind: 'changed', at, was: before.text, is: after.text }]
}

type Members = ReadonlyMap<string, JsonTree>

function betweenObjects(before: Members, after: Members, at: string): readonly Difference[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].flatMap((name): readonly Difference[] => {
    const [was, is] = [before.get(name), after.get(name)]
    const place = at + pointerStep(name)
    if (was === undefined) return is === undefined ? [] : [{ kind: 'added', at: place, is: is.text }]
    return is === undefined ? [{ kind: 'removed', at: place, was: was.text }] : between(was, is, place)
  })
}

function betweenLists(before: readonly JsonTree[], after: readonly JsonTree[], at: string): readonly Difference[] {
  const pairs = paired(before, after)
  const kept = new Set(pairs.values())
  const changed = [...pairs].flatMap(([now, then]) => {
    const [was, is] = [before[then], after[now]]
    return was === undefined || is === undefined ? [] : between(was, is, at + pointerStep(now))
  })
  const removed = before.flatMap(({ text }, index): readonly Difference[] =>
    kept.has(index) ? [] : [{ kind: 'removed', at: at + pointerStep(index), was: text }],
  )
  const added = after.flatMap(({ text }, index): readonly Difference[] =>
    pairs.has(index) ? [] : [{ kind: 'added', at: at + pointerStep(index), is: text }],
  )
  return [...removed, ...added, ...changed, ...(isInOrder(pairs) ? [] : [{ kind: 'reordered', at } as const])]
}

/** Which element was which before, as indexes now → then: the equal ones, then those of one name, then those of one place. */
function paired(before: readonly JsonTree[], after: readonly JsonTree[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>()
  const left = new Set(before.keys())
  const pairBy = (nameOf: (item: JsonTree, index: number) => string | undefined) => {
    const known = new Map<string, number[]>()
    for (const index of left) {
      const name = nameIn(before, index, nameOf)
      if (name !== undefined) push(known, name, index)
    }
    for (const index of after.keys()) {
      if (pairs.has(index)) continue
      const then = known.get(nameIn(after, index, nameOf) ?? '')?.shift()
      if (then === undefined) continue
      pairs.set(index, then)
      left.delete(then)
    }
  }
  pairBy(({ text }) => text)
  pairBy(identityOf)
  pairBy((item, index) => (identityOf(item) === undefined ? `${item.kind} ${index}` : undefined))
  return pairs
}

function push(known: Map<string, number[]>, name: string, index: number): void {
  const same = known.get(name)
  if (same === undefined) known.set(name, [index])
  else same.push(index)
}

function nameIn(
  items: readonly JsonTree[],
  index: number,
  nameOf: (item: JsonTree, index: number) => string | undefined,
): string | undefined {
  const item = items[index]
  return item === undefined ? undefined : nameOf(item, index)
}

/** By what consoles call the things in a list. */
const identifying = ['id', 'uuid', 'key', 'name']

function identityOf(item: JsonTree): string | undefined {
  if (item.kind !== 'object') return undefined
  const name = identifying.find((candidate) => item.members.get(candidate)?.kind === 'scalar')
  return name === undefined ? undefined : `${name}: ${item.members.get(name)?.text}`
}

/** Whether what was there before comes in the same order now. */
function isInOrder(pairs: ReadonlyMap<number, number>): boolean {
  const then = [...pairs].sort(([one], [other]) => one - other).map(([, index]) => index)
  return then.every((index, place) => place === 0 || index > (then[place - 1] ?? -1))
}
