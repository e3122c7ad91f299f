/** Somebody who could be counted, with the parts, by index, that they fit. */
export type Candidate = { readonly parts: readonly number[] }

/**
 * How many of its places each part has filled at best, by people of whom each counts once and for one part, and no two
 * are in conflict.
 *
 * Any two of a group may be in conflict: one person's accounts, or all of one issuer where issuers have to differ. Such
 * a group is like one person who fits whatever any of them fits. What is left is tried: with the one who stands in most
 * others' way, and without.
 *
 * @param sizes how many places each part has
 */
export function fillParts(
  sizes: readonly number[],
  candidates: readonly Candidate[],
  inConflict: (one: number, other: number) => boolean,
): readonly number[] {
  const fitting = candidates.flatMap(({ parts }, index) => (parts.length === 0 ? [] : [{ index, parts }]))
  const people = fitting.map(({ index, parts }) => {
    const rivals = fitting.filter((other) => other.index !== index && inConflict(index, other.index))
    return { index, parts, rivals: new Set(rivals.map((rival) => rival.index)) }
  })
  const search = { sizes, best: sizes.map(() => 0), budget: mostTries }
  improve(search, people)
  return search.best
}

type Person = Candidate & { readonly index: number; readonly rivals: ReadonlySet<number> }

type Search = { readonly sizes: readonly number[]; best: readonly number[]; budget: number }

/**
 * Twenty people take 1,300 at most, whoever is in whose way. It bounds what a hundred made-up identities can cost: when
 * it is used up, fewer may be counted than there are, and never more.
 */
const mostTries = 10_000

function improve(search: Search, people: readonly Person[]): void {
  const [groups, open] = separate(people)
  // The open ones' conflicts are passed over here: no choice among them can come to more.
  const filled = assign(search.sizes, [...groups, ...open])
  if (total(filled) <= total(search.best)) return
  const [hardest] = open.toSorted((one, other) => rivalsAmong(people, other) - rivalsAmong(people, one))
  if (hardest === undefined) {
    search.best = filled
    return
  }
  if (search.budget === 0) return
  search.budget -= 1
  improve(
    search,
    people.filter(({ index }) => !hardest.rivals.has(index)),
  )
  improve(
    search,
    people.filter((person) => person !== hardest),
  )
}

/** Groups in which any two are in conflict and nobody with anybody else, each as one person; and all others. */
function separate(people: readonly Person[]): readonly [readonly Candidate[], readonly Person[]] {
  const [groups, open] = [[] as Candidate[], [] as Person[]]
  for (const person of people) {
    const group = people.filter(({ index }) => index === person.index || person.rivals.has(index))
    const isGroup = group.every(
      (one) =>
        rivalsAmong(people, one) === group.length - 1 &&
        group.every(({ index }) => index === one.index || one.rivals.has(index)),
    )
    if (!isGroup) open.push(person)
    else if (group[0] === person) groups.push({ parts: group.flatMap(({ parts }) => parts) })
  }
  return [groups, open]
}

function rivalsAmong(people: readonly Person[], { rivals }: Person): number {
  return people.filter(({ index }) => rivals.has(index)).length
}

/** A greatest matching: somebody new may send somebody seated to another part that they fit. */
function assign(sizes: readonly number[], people: readonly Candidate[]): readonly number[] {
  const seated = sizes.map((): Candidate[] => [])
  for (const person of people) seat(person, new Set())
  return seated.map(({ length }) => length)

  function seat(person: Candidate, tried: Set<number>): boolean {
    return person.parts.some((part) => {
      const there = seated[part]
      if (there === undefined || tried.has(part)) return false
      tried.add(part)
      if (there.length < (sizes[part] ?? 0)) return there.push(person) > 0
      const leaves = there.findIndex((other) => seat(other, tried))
      if (leaves < 0) return false
      there[leaves] = person
      return true
    })
  }
}

function total(filled: readonly number[]): number {
  return filled.reduce((sum, count) => sum + count, 0)
}
