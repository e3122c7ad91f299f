import type { KnownPolicies } from './known.ts'
import type { LoadedPolicy, PolicyFile } from './load.ts'
import { PolicyFileError } from './policy-file-error.ts'

/**
 * That no newer policy has been in force, and no other of its version: clients would refuse it, and hold everything under
 * what they have. The file that evidence has replaced may be given again; what replaced it stays in force.
 *
 * @param known with the offered one among them, if it was kept
 * @throws {PolicyFileError}
 */
export function demandNewest(offered: PolicyFile, known: KnownPolicies, current: LoadedPolicy): void {
  const { policy, digest, versionAt } = offered
  const { version } = policy
  const highest = known.highestVersion()
  if (highest > version && !isReplaced(offered, known.newest(), highest)) {
    throw new PolicyFileError(
      `${versionAt} The policy is version ${version}, and version ${highest} has been in force here. Sign a newer one.`,
    )
  }
  const isAnother = version === current.policy.version && digest !== current.digest
  if (known.find(digest) === undefined || isAnother) {
    throw new PolicyFileError(
      `${versionAt} Another policy of version ${version} has been in force here. A change needs a version of its own.`,
    )
  }
}

/** A newer one; or the same, now signed where evidence had put it in force, or with another hand-over. */
export function saysMore(offered: LoadedPolicy, current: LoadedPolicy): boolean {
  if (offered.digest !== current.digest) return offered.policy.version > current.policy.version
  return current.replacements.length > 0 || headerOf(offered) !== headerOf(current)
}

/** Whether what is in force is there by evidence since this very file. */
function isReplaced(offered: LoadedPolicy, newest: LoadedPolicy | undefined, highest: number): boolean {
  return newest?.policy.version === highest && payloadOf(newest) === payloadOf(offered)
}

function headerOf({ jws }: LoadedPolicy): string | undefined {
  return jws.split('.')[0]
}

function payloadOf({ jws }: LoadedPolicy): string | undefined {
  return jws.split('.')[1]
}
