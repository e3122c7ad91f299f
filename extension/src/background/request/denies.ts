import type { RequestStatus } from '@countersign/shared/api'
import type { Policy } from '@countersign/shared/policy'
import { type Denial, ProtocolError, verifyDeny, whoDecided } from '@countersign/shared/protocol'
import { issuerKeys } from '../policy/keys.ts'
import { policyByDigest } from '../policy/policy.ts'
import { personName } from './person-name.ts'
import type { Own } from './request.ts'

/** Whether "denied" is what somebody signed who may; a relay that merely says so stops the request all the same. */
export async function whoDenied(
  own: Own,
  status: RequestStatus,
): Promise<{ by: string; reason: string | undefined } | undefined> {
  const trusted = await policyByDigest(own.request.policy)
  if (trusted === undefined) return undefined
  const [valid] = await validDenies(own, status, trusted.policy).catch(() => [])
  if (valid === undefined) return undefined
  return { by: personName(whoDecided(valid)), reason: valid.reason }
}

/** The denies that count; what a relay says is one and is not stops nothing that is approved. */
export async function validDenies(own: Own, { decisions }: RequestStatus, policy: Policy): Promise<readonly Denial[]> {
  const source = await issuerKeys()
  const denies = decisions.flatMap(({ decision }) => (decision.decision === 'deny' ? [decision] : []))
  const judged = await Promise.all(
    denies.map(async (deny) => {
      try {
        const keys = await source.keysFor(deny.id_token, policy)
        return [await verifyDeny(deny, own.digest, own.request, own.rule, policy, keys)]
      } catch (error) {
        if (error instanceof ProtocolError) return []
        throw error
      }
    }),
  )
  return judged.flat()
}
