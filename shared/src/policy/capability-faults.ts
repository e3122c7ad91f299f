import type { Account } from './account.ts'
import { groupsOf, type PartSource, partsIn } from './approvers-source.ts'
import type { PolicyFault } from './fault.ts'
import { mayApprove, mayCountFor, type PeopleOf, type Way, type Ways } from './may-approve.ts'
import { needsGroups } from './needs-groups.ts'
import { groupsBehind } from './on-duty.ts'
import type { PolicySource } from './source.ts'

type Issuer = PolicySource['issuers'][number]
type Terms = Pick<PolicySource['rules'][number], 'approvers' | 'reauth' | 'acr'>
type ApproversSource = NonNullable<Terms['approvers']>
type Path = PolicyFault['path']
type Groups = NonNullable<PolicySource['groups']>
type GroupSource = Groups[string]

/**
 * Demands of the rules that an issuer of those who decide is said not to deliver: nobody there could ever approve or
 * confirm, and it would be found out by a held request. Asked only of conditions that compile.
 */
export function capabilityFaults(source: PolicySource): PolicyFault[] {
  const { issuers, rules, replace } = source
  const groups = withDelegates(source)
  const demanding: readonly (readonly [Terms, Path])[] = [
    ...rules.map((rule, index) => [rule, ['rules', index]] as const),
    ...(replace === undefined ? [] : [[replace, ['replace']] as const]),
  ]
  return demanding.flatMap(([terms, path]) =>
    issuers
      .filter((issuer) => mayDecide(terms.approvers, issuer, groups))
      .flatMap((issuer) => [
        ...reauthFaults(terms, issuer, path),
        ...acrFaults(terms, issuer, path),
        ...(terms.approvers === undefined ? [] : groupFaults(terms.approvers, issuer, groups, [...path, 'approvers'])),
      ]),
  )
}

/** Whoever asks confirms; anybody of any issuer may ask. */
function mayDecide(approvers: Terms['approvers'], issuer: Issuer, groups: Groups): boolean {
  return approvers === undefined || mayApprove(waysIn(approvers), peopleOf(issuer, groups))
}

/** The lists with those who may once decide in the place of somebody there. */
function withDelegates({ groups = {}, delegates = [] }: PolicySource): Groups {
  const listed = (people: readonly Account[]) => [
    ...people,
    ...delegates.flatMap(({ from, to }) =>
      people.some(({ issuer, subject }) => issuer === from.issuer && subject === from.subject) ? [to] : [],
    ),
  ]
  const entries = Object.entries(groups).map(([name, { people, rota, ...group }]): [string, GroupSource] => [
    name,
    {
      ...group,
      ...(people === undefined ? {} : { people: listed(people) }),
      ...(rota === undefined
        ? {}
        : { rota: rota.map((turn) => ('people' in turn ? { ...turn, people: listed(turn.people) } : turn)) }),
    },
  ])
  return Object.fromEntries(entries)
}

function peopleOf({ issuer }: Issuer, groups: Groups): PeopleOf {
  return { issuer, groups: new Set(Object.keys(groups).filter((name) => speaksOf(groups, name, issuer))) }
}

function waysIn(approvers: ApproversSource): Ways {
  return { parts: partsIn(approvers).map(({ part }) => asWay(part)), exclude: approvers.exclude }
}

function asWay(part: PartSource): Way {
  return { groups: groupsOf(part), when: part.when }
}

export function speaksOf(groups: Groups, name: string, issuer: string): boolean {
  return waysBehind(groups, name, issuer).length > 0
}

/** The groups and lists by which people of an issuer can be in a group. */
function waysBehind(groups: Groups, name: string, issuer: string): readonly GroupSource[] {
  return groupsBehind(groups, name).filter(
    (group) => group.issuer === issuer || group.people?.some((account) => account.issuer === issuer) === true,
  )
}

/** How phones ask, and what verifiers then look at: docs/protocol.md, section 7.3.4. */
function reauthFaults({ reauth = 'always' }: Terms, issuer: Issuer, path: Path): PolicyFault[] {
  const { auth_time, prompt_login } = issuer.capabilities ?? {}
  const demand = reauth === 'always' ? 'reauth: always' : 'reauth: { max_age }'
  const fault = (message: string) => [{ path: [...path, 'reauth'], message }]
  if (reauth === 'session') return []
  if (auth_time === false) {
    return fault(
      `cannot be met: ${nameOf(issuer)} does not say when somebody signed in (auth_time), which ${demand} needs. ` +
        'Switch auth_time on there, or write reauth: session and ask for an acr',
    )
  }
  if (prompt_login === false) {
    return fault(
      `cannot be met: ${nameOf(issuer)} lets nobody sign in anew (prompt_login), which ${demand} needs. ` +
        'Write reauth: session and ask for an acr, or let approvers sign in elsewhere',
    )
  }
  return []
}

export function acrFaults({ acr }: Pick<Terms, 'acr'>, issuer: Issuer, path: Path): PolicyFault[] {
  const delivered = issuer.capabilities?.acr
  if (acr === undefined || delivered === undefined || acr.some((value) => delivered.includes(value))) return []
  const instead =
    delivered.length === 0
      ? 'Leave acr out, ask for an amr, or have the provider demand a strong sign-in of the approver client'
      : `It delivers ${delivered.join(', ')}`
  return [
    {
      path: [...path, 'acr'],
      message: `cannot be met: ${nameOf(issuer)} delivers none of ${acr.join(', ')}. ${instead}`,
    },
  ]
}

/** Without its groups no group and no `when` becomes yes, and no `exclude`, which excludes whom it does not know, no. */
function groupFaults(approvers: ApproversSource, issuer: Issuer, groups: Groups, path: Path): PolicyFault[] {
  if (issuer.capabilities?.groups !== false) return []
  const asked = { issuer: issuer.issuer, groupsClaim: issuer.identity.groups }
  const fault = (place: Path, reads: string): PolicyFault => ({
    path: place,
    message: `reads ${reads}, which ${nameOf(issuer)} does not deliver. Name people by another claim (approver.email, approver.claims), or have it put groups into the ID token`,
  })
  const ofParts = partsIn(approvers)
    .filter(({ part }) => mayCountFor(asWay(part), peopleOf(issuer, groups)))
    .flatMap(({ part, path: below }) => {
      const { when } = part
      const ways = groupsOf(part).filter((name) => speaksOf(groups, name, issuer.issuer))
      return [
        ...(when !== undefined && needsGroups(when, 'yes', asked)
          ? [fault([...path, ...below, 'when'], 'approver.groups')]
          : []),
        ...(ways.length > 0 && ways.every((name) => isOfGroupsClaim(groups, name, issuer))
          ? [fault([...path, ...below, 'group'], `the groups of ${ways.join(', ')}`)]
          : []),
      ]
    })
  const { exclude, exclude_groups = [] } = approvers
  const outside = exclude_groups.filter((name) => readsGroupsClaim(groups, name, issuer))
  return [
    ...ofParts,
    ...(exclude !== undefined && needsGroups(exclude, 'no', asked)
      ? [fault([...path, 'exclude'], 'approver.groups')]
      : []),
    ...(outside.length === 0 ? [] : [fault([...path, 'exclude_groups'], `the groups of ${outside.join(', ')}`)]),
  ]
}

/** Whether nobody of the issuer is in a group but by the claim of their groups. */
export function isOfGroupsClaim(groups: Groups, name: string, issuer: Issuer): boolean {
  return waysBehind(groups, name, issuer.issuer).every((group) => isByClaim(group, issuer))
}

/** Whether somebody of the issuer may be. */
function readsGroupsClaim(groups: Groups, name: string, issuer: Issuer): boolean {
  return waysBehind(groups, name, issuer.issuer).some((group) => isByClaim(group, issuer))
}

function isByClaim(group: GroupSource, { issuer, identity }: Issuer): boolean {
  return group.issuer === issuer && (group.claim === undefined || group.claim === identity.groups)
}

export function nameOf({ issuer, name }: Issuer): string {
  return name ?? issuer
}
