import type { Issuer } from '@countersign/shared/policy'
import { normalisedEmail, type Revoked } from '@countersign/shared/protocol'
import type { SessionEnd } from './session-end.ts'

/**
 * The sessions of whoever is named. An address names somebody only where the policy says that the issuer's addresses
 * are unique; otherwise nobody is meant.
 */
export function revokedEnd(
  revoked: Revoked,
  issuer: Pick<Issuer, 'email'> | undefined,
): Pick<SessionEnd, 'subject' | 'sid' | 'email'> | undefined {
  const nobody = { subject: null, sid: null, email: null }
  if (revoked.by === 'subject') return { ...nobody, subject: revoked.subject }
  if (revoked.by === 'sid') return { ...nobody, sid: revoked.sid }
  const email = normalisedEmail(revoked)
  return issuer?.email === 'unique' && email !== undefined ? { ...nobody, email } : undefined
}
