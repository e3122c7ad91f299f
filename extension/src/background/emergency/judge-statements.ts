import type { Policy } from '@countersign/shared/policy'
import {
  demandEmergencyQuorum,
  type EmergencyStatement,
  ProtocolError,
  type VerifiedRequest,
  verifyEmergency,
} from '@countersign/shared/protocol'
import { judgingsOf } from '../request/judgings.ts'
import type { Own } from '../request/request.ts'

/** One policy that the request is judged by, and what statements come to under it. */
export type KeyJudgement = {
  readonly policy: Policy
  readonly own: VerifiedRequest
  readonly statements: readonly EmergencyStatement[]
}

/**
 * What statements come to under the policy that the request was made under, and a newer one: each has to count under
 * each. Nobody is asked for it: the keys stand in the policy.
 *
 * @throws {ProtocolError} what is wrong with the first that does not count
 */
export async function judgeStatements(own: Own, statements: readonly string[]): Promise<readonly KeyJudgement[]> {
  const judgings = await judgingsOf(own)
  if (judgings === undefined) throw new ProtocolError('request_policy_mismatch')
  return Promise.all(
    judgings.map(async ({ policy, own: under }) => ({
      policy,
      own: under,
      statements: await Promise.all(statements.map((jws) => verifyEmergency(jws, under, policy))),
    })),
  )
}

/** Whether enough different keys have signed, by each of the policies. */
export function areEnough(judgements: readonly KeyJudgement[]): boolean {
  try {
    for (const { own, statements } of judgements) demandEmergencyQuorum(own, statements)
    return true
  } catch (error) {
    if (error instanceof ProtocolError) return false
    throw error
  }
}
