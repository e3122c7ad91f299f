import { type BreakGlassSource, glassGroupsOf } from './break-glass-source.ts'
import { acrFaults, isOfGroupsClaim, nameOf, speaksOf } from './capability-faults.ts'
import type { PolicyFault } from './fault.ts'
import { isDecided, needsGroups } from './needs-groups.ts'
import { isUnprovable, unprovableWords } from './self-confirm-faults.ts'
import type { PolicySource } from './source.ts'

type Issuer = PolicySource['issuers'][number]
type Groups = NonNullable<PolicySource['groups']>
type Path = PolicyFault['path']

/**
 * Issuers of those who may break the glass that cannot deliver what it takes: a new sign-in, as strong as it says, that
 * shows them to be who asks. It would be found out when nobody can be asked.
 */
export function glassCapabilityFaults({ rules, issuers, groups = {} }: PolicySource): PolicyFault[] {
  return rules.flatMap(({ break_glass: glass }, index) => {
    if (glass === undefined) return []
    const path = ['rules', index, 'break_glass']
    return issuers
      .filter((issuer) => mayBreak(glass, issuer, groups))
      .flatMap((issuer) => [
        ...(isUnprovable(issuer) ? [{ path, message: unprovableWords(issuer) }] : []),
        ...signInFaults(issuer, path),
        ...acrFaults(glass, issuer, path),
        ...groupFaults(glass, issuer, groups, path),
      ])
  })
}

function mayBreak(glass: BreakGlassSource, { issuer }: Issuer, groups: Groups): boolean {
  const names = glassGroupsOf(glass)
  const isThere = names.length === 0 || names.some((name) => speaksOf(groups, name, issuer))
  return isThere && (glass.when === undefined || !isDecided(glass.when, 'no', issuer, 'requester'))
}

function signInFaults(issuer: Issuer, path: Path): PolicyFault[] {
  const { auth_time, prompt_login } = issuer.capabilities ?? {}
  const lacks = auth_time === false ? 'does not say when somebody signed in (auth_time)' : 'lets nobody sign in anew'
  if (auth_time !== false && prompt_login !== false) return []
  return [
    { path, message: `cannot be met: ${nameOf(issuer)} ${lacks}, and whoever breaks it has to have just done so` },
  ]
}

function groupFaults(glass: BreakGlassSource, issuer: Issuer, groups: Groups, path: Path): PolicyFault[] {
  if (issuer.capabilities?.groups !== false) return []
  const { when } = glass
  const asked = { issuer: issuer.issuer, groupsClaim: issuer.identity.groups }
  const ways = glassGroupsOf(glass).filter((name) => speaksOf(groups, name, issuer.issuer))
  const undelivered = (member: 'when' | 'group', reads: string): PolicyFault => ({
    path: [...path, member],
    message: `reads ${reads}, which ${nameOf(issuer)} does not deliver. Name people by another claim, or have it put groups into the ID token`,
  })
  return [
    ...(when !== undefined && needsGroups(when, 'yes', asked, 'requester')
      ? [undelivered('when', 'requester.groups')]
      : []),
    ...(ways.length > 0 && ways.every((name) => isOfGroupsClaim(groups, name, issuer))
      ? [undelivered('group', `the groups of ${ways.join(', ')}`)]
      : []),
  ]
}
