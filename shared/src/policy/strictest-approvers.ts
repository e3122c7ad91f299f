import type { Approvers, Part } from './approvers.ts'
import { stageOf } from './stages.ts'

/**
 * Who has to approve where several rules ask: each has to have what it asks for, and who counts for one rule counts for
 * another as well. Where two ask for the same people it is the one that needs more of them.
 */
export function strictestApprovers(one: Approvers, other: Approvers): Approvers {
  const exclude = bothExclude(one.exclude, other.exclude)
  return {
    ...partsOfBoth(
      rangesOf(one).map(([from, to]) => one.parts.slice(from, to)),
      other.parts,
    ),
    ...(exclude === undefined ? {} : { exclude }),
    exclude_groups: [...new Set([...one.exclude_groups, ...other.exclude_groups])],
    distinct_issuers: one.distinct_issuers || other.distinct_issuers,
  }
}

/** The parts of each rule, by index: the first, and the first that is not its. One person counts once for each rule. */
export function rangesOf({
  parts,
  sets = [parts.length],
}: Approvers): readonly (readonly [from: number, to: number])[] {
  let to = 0
  return sets.map((size) => {
    to += size
    return [to - size, to]
  })
}

/** CEL: whom either excludes is excluded, and so is who is unknown to one of them. */
function bothExclude(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other
  return `(${one}) || (${other})`
}

function partsOfBoth(before: readonly (readonly Part[])[], parts: readonly Part[]): Pick<Approvers, 'parts' | 'sets'> {
  const at = before.findIndex((set) => areSame(set, parts))
  const sets = at < 0 ? [...before, parts] : before.map((set, index) => (index === at ? larger(set, parts) : set))
  return { parts: sets.flat(), ...(sets.length === 1 ? {} : { sets: sets.map(({ length }) => length) }) }
}

/** The same people at the same time; of several parts, as many in each. */
function areSame(one: readonly Part[], other: readonly Part[]): boolean {
  if (one.length !== other.length) return false
  return one.every((part, index) => {
    const like = other[index]
    return like !== undefined && asks(part) === asks(like) && (one.length === 1 || part.quorum === like.quorum)
  })
}

function asks({ groups = [], when = '', ...part }: Part): string {
  return JSON.stringify([[...new Set(groups)].sort(), when, stageOf(part)])
}

function larger(one: readonly Part[], other: readonly Part[]): readonly Part[] {
  return one.map((part, index) => ({ ...part, quorum: largerQuorum(part.quorum, other[index]?.quorum ?? part.quorum) }))
}

function largerQuorum(one: Part['quorum'], other: Part['quorum']): Part['quorum'] {
  if (typeof one === 'number' && typeof other === 'number') return Math.max(one, other)
  return one === other ? one : `(${one}) > (${other}) ? (${one}) : (${other})`
}
