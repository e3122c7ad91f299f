import type { PolicyFault } from './fault.ts'
import { isDecided, needsGroups } from './needs-groups.ts'
import type { PolicySource } from './source.ts'

type Issuer = PolicySource['issuers'][number]
type Terms = Pick<PolicySource['rules'][number], 'approvers' | 'reauth' | 'acr'>
type Path = PolicyFault['path']

/**
 * Demands of the rules that an issuer of approvers is said not to deliver: nobody there could ever approve, and it
 * would be found out by a held request. Asked only of conditions that compile.
 */
export function capabilityFaults({ issuers, rules, replace }: PolicySource): PolicyFault[] {
  const demanding: readonly (readonly [Terms, Path])[] = [
    ...rules.map((rule, index) => [rule, ['rules', index]] as const),
    ...(replace === undefined ? [] : [[replace, ['replace']] as const]),
  ]
  return demanding.flatMap(([terms, path]) =>
    issuers
      .filter((issuer) => mayApprove(terms, issuer))
      .flatMap((issuer) => [
        ...reauthFaults(terms, issuer, path),
        ...acrFaults(terms, issuer, path),
        ...groupFaults(terms, issuer, path),
      ]),
  )
}

/** Whether the conditions leave a way for somebody of the issuer, as far as they speak of issuers. */
function mayApprove({ approvers: { when, exclude } }: Terms, { issuer }: Issuer): boolean {
  return !isDecided(when, 'no', issuer) && (exclude === undefined || !isDecided(exclude, 'yes', issuer))
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

function acrFaults({ acr }: Terms, issuer: Issuer, path: Path): PolicyFault[] {
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

/** Without its groups `when` never becomes yes, and `exclude`, which excludes whom it does not know, never no. */
function groupFaults({ approvers }: Terms, issuer: Issuer, path: Path): PolicyFault[] {
  if (issuer.capabilities?.groups !== false) return []
  const asked = { issuer: issuer.issuer, groupsClaim: issuer.identity.groups }
  const instead =
    'Name people by another claim (approver.email, approver.claims), or have it put groups into the ID token'
  const conditions = [
    ['when', 'yes', approvers.when],
    ['exclude', 'no', approvers.exclude],
  ] as const
  return conditions.flatMap(([member, wanted, source]) =>
    source !== undefined && needsGroups(source, wanted, asked)
      ? [
          {
            path: [...path, 'approvers', member],
            message: `reads approver.groups, which ${nameOf(issuer)} does not deliver. ${instead}`,
          },
        ]
      : [],
  )
}

function nameOf({ issuer, name }: Issuer): string {
  return name ?? issuer
}
