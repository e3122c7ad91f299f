import { type ApproversSource, partsIn } from './approvers-source.ts'
import { pathOf, someNode } from './cel-nodes.ts'
import { parseCondition } from './conditions.ts'
import type { PolicyFault } from './fault.ts'
import { isDecided, needsGroups, readsGroupsOf, type Who } from './needs-groups.ts'
import type { PolicySource } from './source.ts'

type Path = PolicyFault['path']
type Issuers = PolicySource['issuers']

/**
 * Conditions that read groups and cannot mean what they say: nobody has any, or several issuers do, and a group of one
 * is not the group of the same name of another. Asked only of conditions that compile.
 */
export function groupsReadFaults(approvers: ApproversSource, issuers: Issuers, path: Path): PolicyFault[] {
  const { exclude } = approvers
  const whens = partsIn(approvers).flatMap(({ part: { when }, path: below }) =>
    when === undefined ? [] : [{ condition: when, wanted: 'yes' as const, path: [...path, ...below, 'when'] }],
  )
  const excludes =
    exclude === undefined ? [] : [{ condition: exclude, wanted: 'no' as const, path: [...path, 'exclude'] }]
  return [...whens, ...excludes].flatMap((read) => [
    ...ambiguous(read.condition, issuers, read.path),
    ...unmapped(read, 'approver', issuers),
  ])
}

/** The same of who may break the glass. */
export function glassGroupsFaults(condition: string, issuers: Issuers, path: Path): PolicyFault[] {
  return [...ambiguous(condition, issuers, path), ...unmapped({ condition, wanted: 'yes', path }, 'requester', issuers)]
}

type Read = { readonly condition: string; readonly wanted: 'yes' | 'no'; readonly path: Path }

function ambiguous(condition: string, issuers: Issuers, path: Path): PolicyFault[] {
  const claims = issuers.flatMap(({ identity }) => (identity.groups === undefined ? [] : [identity.groups]))
  if (claims.length < 2) return []
  const ast = parseCondition(condition, 'approvers')
  return (['approver', 'requester'] as const)
    .filter((who) => someNode(ast, (node) => readsGroupsOf(node, who, claims)))
    .filter((who) => !someNode(ast, (node) => pathOf(node).join(' ') === `${who} iss`))
    .map((who) => ({
      path,
      message: `reads the groups of several issuers, and a group of one is not that of the same name of another. Define a group under "groups" and name it in "group", or say in the condition of which ${who}.iss it speaks`,
    }))
}

function unmapped({ condition, wanted, path }: Read, who: Who, issuers: Issuers): PolicyFault[] {
  const able = issuers.filter(({ issuer }) => !isDecided(condition, wanted === 'yes' ? 'no' : 'yes', issuer, who))
  const without = able.filter(
    ({ issuer, identity: { groups } }) =>
      groups === undefined && needsGroups(condition, wanted, { issuer, groupsClaim: undefined }, who),
  )
  if (able.length === 0 || without.length < able.length) return []
  return [
    {
      path,
      message: `reads ${who}.groups, which ${without.map(({ issuer }) => issuer).join(', ')} does not map (identity.groups): nobody could ${who === 'approver' ? 'approve' : 'break it'}`,
    },
  ]
}
