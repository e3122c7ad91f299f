import type { PolicyFault } from './fault.ts'
import type { PolicySource } from './source.ts'

type Deciders = Pick<PolicySource['rules'][number], 'approvers' | 'self_confirm'>

/** A rule asks other people or the requester; and the requester only where everybody's sign-in can show who they are. */
export function selfConfirmFaults(
  { approvers, self_confirm }: Deciders,
  { issuers }: Pick<PolicySource, 'issuers'>,
  path: PolicyFault['path'],
): PolicyFault[] {
  if (self_confirm === undefined) {
    return approvers === undefined ? [{ path, message: 'needs "approvers", or "self_confirm: true"' }] : []
  }
  const place = [...path, 'self_confirm']
  if (approvers !== undefined) {
    return [{ path: place, message: 'cannot stand beside "approvers": other people are asked, or the requester is' }]
  }
  return issuers.filter(isUnprovable).map((issuer) => ({ path: place, message: unprovableWords(issuer) }))
}

/** Why people of an issuer cannot show that they are who asked. */
export function unprovableWords({ issuer, name }: PolicySource['issuers'][number]): string {
  return (
    `cannot be met: ${name ?? issuer} calls a person otherwise in each client (subjects: pairwise) and has no ` +
    'identity.person, so nobody could show that they are who asked. Map a person, or say subjects: public where it is so'
  )
}

/** As `isProvablySame` needs it: a subject that is the same in every client, or a person. */
export function isUnprovable({ subjects = 'pairwise', identity }: PolicySource['issuers'][number]): boolean {
  return subjects === 'pairwise' && identity.person === undefined
}
