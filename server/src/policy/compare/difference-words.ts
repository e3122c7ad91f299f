import { dayOf } from '../../utc.ts'
import type { Change, Differences, PolicyDifference } from './compare-policies.ts'

/** What changed, for people. */
export function differenceWords({ version, policy, issuers, groups, rules }: PolicyDifference): readonly string[] {
  const lines = [
    ...policy.map((change) => `~ ${changeWords(change)}`),
    ...listWords('issuer', issuers),
    ...listWords('group', groups),
    ...listWords('rule', rules),
    ...(rules.reordered ? ['~ rules stand in another order: where several match, the first counts'] : []),
  ]
  return [versionWords(version), ...(lines.length === 0 ? ['Nothing else differs.'] : lines)]
}

function versionWords({ from, to, grows }: PolicyDifference['version']): string {
  if (grows) return `Version ${from} → ${to}`
  return `Version ${from} → ${to}: it has to be higher, or no device takes it`
}

function listWords(what: string, { added, removed, changed }: Differences): readonly string[] {
  return [
    ...added.map((name) => `+ ${what} ${name}`),
    ...removed.map((name) => `- ${what} ${name}`),
    ...changed.flatMap(({ name, changes }) => [
      `~ ${what} ${name}`,
      ...changes.map((change) => `    ${changeWords(change)}`),
    ]),
  ]
}

function changeWords({ field, from, to }: Change): string {
  if (from === undefined) return `${field}: ${valueWords(field, to)} (new)`
  if (to === undefined) return `${field}: ${valueWords(field, from)} (gone)`
  return `${field}: ${valueWords(field, from)} → ${valueWords(field, to)}`
}

function valueWords(field: string, value: unknown): string {
  if (field === 'valid_until' && typeof value === 'number') return dayOf(value - 1)
  if (typeof value === 'number' && /^(?:(?:emergency\.)?expires|execute_within|ask_max_age)$/.test(field))
    return `${value} s`
  return typeof value === 'string' ? value : JSON.stringify(value)
}
