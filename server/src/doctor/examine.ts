import { calculateJwkThumbprint } from 'jose'
import type { Config } from '../config.ts'
import { type LoadedPolicy, loadPolicy } from '../policy/load.ts'
import { PolicyFileError } from '../policy/policy-file-error.ts'
import { readSigner } from '../policy/signer.ts'
import type { Finding } from './finding.ts'
import { examineApp } from './phone-app.ts'
import { examinePlaces } from './places.ts'
import { examineRelay } from './relay.ts'
import { whatIsTrusted } from './trusted.ts'

/** Looks at a relay's set-up: policy, relay, phone app, and who is trusted for what. */
export async function examine(config: Config, now: number): Promise<readonly Finding[]> {
  const policy = await read(config, now).catch((error: unknown) => {
    if (error instanceof PolicyFileError) return error
    throw error
  })
  if (policy instanceof PolicyFileError) return [{ what: 'Policy', kind: 'fault', says: policy.message }]
  return [
    ...(await examinePolicy(config, policy, now)),
    ...(await examineRelay(config, policy)),
    ...(await examineApp(config, policy)),
    ...(await examinePlaces(config, policy)),
    ...whatIsTrusted(config),
  ]
}

async function read(config: Config, now: number): Promise<LoadedPolicy> {
  return loadPolicy(config.policyFile, await readSigner(config), now)
}

async function examinePolicy(config: Config, { policy, key }: LoadedPolicy, now: number): Promise<readonly Finding[]> {
  const days = Math.floor((policy.valid_until - now) / 86_400_000)
  const isSigned = config.policyKeyFile !== undefined
  return [
    { what: 'Policy', kind: 'good', says: `${policy.organisation}, version ${policy.version}` },
    {
      what: 'Policy key',
      kind: isSigned ? 'good' : 'warning',
      says: isSigned
        ? await calculateJwkThumbprint(key)
        : 'the policy is not signed by you: this relay signs it itself, so it can change it. For a loopback relay alone.',
    },
    {
      what: 'Valid',
      kind: days < 14 ? 'warning' : 'good',
      says: `${days} more days${days < 14 ? ': sign a newer one, or everything will stay held' : ''}`,
    },
  ]
}
