import { idsOf, type LeavesOut } from '@countersign/shared/policy'
import { type Digest, digestOf } from '@countersign/shared/protocol'
import { policyByDigest } from '../policy/policy.ts'
import { actionOf, type Own } from '../request/request.ts'
import type { Hold } from './held.ts'
import type { Try } from './seat.ts'

/**
 * What is really sent may differ from what was approved in what a console makes anew for each load of its page.
 *
 * @returns the digest of the action that a try sends; undefined where it is the approved one
 */
export async function differingDigest(own: Own, hold: Pick<Hold, 'key'>, tried: Try): Promise<Digest | undefined> {
  if (tried.key === hold.key) return undefined
  const trusted = await policyByDigest(own.request.policy)
  const action = trusted && (await actionOf(trusted.policy, tried.capture, leavesOthers(own)))
  if (action === undefined) return undefined
  const digest = await digestOf(action)
  return digest === (await digestOf(own.request.action)) ? undefined : digest
}

/** What counted when it was asked counts when it is sent. */
function leavesOthers({ request }: Own): LeavesOut {
  const named = idsOf(request.action)
  return ({ id }) => !named.includes(id)
}
