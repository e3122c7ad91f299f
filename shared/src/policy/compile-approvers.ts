import type { Approvers, Group, Part } from './approvers.ts'
import { type ApproversSource, groupsOf, partsIn, type WrittenPart } from './approvers-source.ts'
import type { PolicySource } from './source.ts'

/** The groups with the claim that each is found in. */
export function compileGroups({ groups = {}, issuers }: PolicySource): Group[] {
  return Object.entries(groups).map(([name, { issuer = '', claim, value = '', people, rota }]) => {
    if (rota !== undefined) return { name, rota }
    if (people !== undefined) return { name, people }
    const mapped = issuers.find((one) => one.issuer === issuer)?.identity.groups
    return { name, issuer, claim: claim ?? mapped ?? '', value }
  })
}

export function compileApprovers(source: ApproversSource): Approvers {
  const { exclude, exclude_groups = [], distinct_issuers = false } = source
  return {
    parts: partsIn(source).map(({ part }) => compilePart(part)),
    ...(exclude === undefined ? {} : { exclude }),
    exclude_groups,
    distinct_issuers,
  }
}

function compilePart(part: WrittenPart['part']): Part {
  const groups = [...groupsOf(part)]
  return {
    name: nameOf(part),
    ...(groups.length === 0 ? {} : { groups }),
    ...(part.when === undefined ? {} : { when: part.when }),
    quorum: part.quorum ?? 1,
    ...(part.stage === undefined || part.stage === 1 ? {} : { stage: part.stage }),
  }
}

/** What people call a part: as it is written, or as its groups are. */
export function nameOf(part: WrittenPart['part']): string {
  const groups = groupsOf(part)
  return part.name ?? (groups.length === 0 ? 'Approvers' : groups.join(' or ').slice(0, 200))
}
