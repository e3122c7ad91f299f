import type { Part, Policy, Rule } from '@countersign/shared/policy'
import { jcs } from '@countersign/shared/protocol'

/** In what one policy differs from another. */
export type PolicyDifference = {
  readonly version: { readonly from: number; readonly to: number; readonly grows: boolean }
  /** Members of the policy itself. */
  readonly policy: readonly Change[]
  readonly issuers: Differences
  readonly groups: Differences
  readonly rules: Differences & {
    /** Rules that both have stand in another order: where several match, the first counts. */
    readonly reordered: boolean
  }
}

/** By name: the `issuer` of an issuer, the `id` of a rule; a group has one. */
export type Differences = {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly { readonly name: string; readonly changes: readonly Change[] }[]
}

/** A member by its path; without `from` it is new, without `to` it is gone. */
export type Change = { readonly field: string; readonly from?: unknown; readonly to?: unknown }

export function comparePolicies(from: Policy, to: Policy): PolicyDifference {
  const { rules: rulesBefore, issuers: issuersBefore, groups: groupsBefore, version: versionBefore, ...others } = from
  const { rules, issuers, groups, version, ...othersNow } = to
  const { monitored: _, ...before } = others
  const { monitored: __, ...now } = othersNow
  return {
    version: { from: versionBefore, to: version, grows: version > versionBefore },
    policy: changesIn(before, now),
    issuers: differencesOf(
      named(issuersBefore, ({ issuer }) => issuer),
      named(issuers, ({ issuer }) => issuer),
    ),
    groups: differencesOf(
      named(groupsBefore, ({ name }) => name),
      named(groups, ({ name }) => name),
    ),
    rules: {
      ...differencesOf(
        named(rulesWritten(from), ({ id }) => id),
        named(rulesWritten(to), ({ id }) => id),
      ),
      reordered: isReordered(rulesBefore, rules),
    },
  }
}

/** A rule that only records is one with a member more, as it is written. */
function rulesWritten({ rules, monitored = [] }: Policy) {
  return [...rules.map(written), ...monitored.map((rule) => ({ ...written(rule), monitor: true }))]
}

/** What a URL compiles to says nothing that the URL does not. */
function written({ match: { regex: _, names: __, ...match }, approvers, ...rule }: Rule) {
  if (approvers === undefined) return { ...rule, match }
  const { parts, ...others } = approvers
  return { ...rule, match, approvers: { ...partsWritten(parts), ...others } }
}

/** One part as it may be written, several by what they are called. */
function partsWritten(parts: readonly Part[]): object {
  const [only, ...more] = parts
  return only !== undefined && more.length === 0
    ? only
    : { parts: Object.fromEntries(parts.map(({ name, ...part }) => [name, part])) }
}

type Named = ReadonlyMap<string, object>

function named<T extends object>(all: readonly T[], nameOf: (one: T) => string): Named {
  return new Map(all.map((one) => [nameOf(one), one]))
}

function differencesOf(before: Named, now: Named): Differences {
  return {
    added: [...now.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !now.has(name)),
    changed: [...now].flatMap(([name, one]) => {
      const other = before.get(name)
      const changes = other === undefined ? [] : changesIn(other, one)
      return changes.length === 0 ? [] : [{ name, changes }]
    }),
  }
}

/** Member by member; lists are compared as wholes. */
function changesIn(before: object, now: object, path = ''): readonly Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  return names.flatMap((name): readonly Change[] => {
    const [from, to]: readonly [unknown, unknown] = [Reflect.get(before, name), Reflect.get(now, name)]
    const field = `${path}${name}`
    if (isMap(from) && isMap(to)) return changesIn(from, to, `${field}.`)
    if (from !== undefined && to !== undefined && jcs(from) === jcs(to)) return []
    return [{ field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }]
  })
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isReordered(before: readonly Rule[], now: readonly Rule[]): boolean {
  const common = (one: readonly Rule[], other: readonly Rule[]) => {
    const ids = new Set(other.map(({ id }) => id))
    return one.flatMap(({ id }) => (ids.has(id) ? [id] : []))
  }
  return jcs(common(before, now)) !== jcs(common(now, before))
}
