import type { FastifyBaseLogger } from 'fastify'
import { fileIdentity } from './file-identity.ts'
import type { Policies } from './in-force.ts'
import { loadPolicy } from './load.ts'
import { PolicyFileError } from './policy-file-error.ts'
import type { Signer } from './signer.ts'

/** Loads the policy file while the relay runs. */
export type Reload = {
  /** Whole or not at all: what cannot be used leaves the policy in force as it is, and the log says why. */
  readonly now: () => Promise<void>
  /** Since when the file has been one that cannot be used, in milliseconds since the epoch; undefined where it is good. */
  readonly refusedSince: () => number | undefined
}

export type ReloadOptions = {
  readonly file: string
  readonly signer: Signer
  readonly policies: Pick<Policies, 'current' | 'take'>
  readonly log: Pick<FastifyBaseLogger, 'info' | 'error'>
  readonly now: () => number
  /** Another policy is in force. */
  readonly onChange: () => void
}

export function makeReload({ file, signer, policies, log, now, onChange }: ReloadOptions): Reload {
  let refusedSince: number | undefined
  let last = Promise.resolve()

  async function reload(): Promise<void> {
    const before = await fileIdentity(file)
    const read = await loadPolicy(file, signer, now()).catch(asRefused)
    // Somebody is writing it: what was read may be a part of it. Whoever watches the file will come again.
    if ((await fileIdentity(file)) !== before) return
    const taken = read instanceof PolicyFileError ? read : await policies.take(read, now()).catch(asRefused)
    if (taken instanceof PolicyFileError) return refuse(taken)
    if (taken) {
      log.info({ policy: policies.current().digest }, `version ${version()} of the policy is in force, from ${file}`)
      onChange()
    } else if (refusedSince !== undefined) {
      log.info(`${file} is good again; version ${version()} of the policy is in force`)
    }
    refusedSince = undefined
  }

  function refuse({ message }: PolicyFileError): void {
    refusedSince ??= now()
    const [first = '', ...more] = message.split('\n')
    const words = more.length === 0 ? first : `${first} (and ${more.length} more)`
    log.error(
      { faults: [first, ...more] },
      `the policy file is refused, and version ${version()} stays in force: ${words}`,
    )
  }

  const version = () => policies.current().policy.version

  return {
    now: () => {
      // One after the other: the file that was read last is the one that counts.
      last = last.catch(() => {}).then(reload)
      return last
    },
    refusedSince: () => refusedSince,
  }
}

function asRefused(error: unknown): PolicyFileError {
  if (error instanceof PolicyFileError) return error
  throw error
}
