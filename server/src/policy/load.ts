import { readFile } from 'node:fs/promises'
import type { Policy } from '@countersign/shared/policy'
import { type Replacement, type VerifiedPolicy, verifyPolicy } from '@countersign/shared/protocol'
import type { JWK } from 'jose'
import type { Config } from '../config.ts'
import { PolicyFileError } from './policy-file-error.ts'
import { readPolicySource } from './read-source.ts'
import { selfSign } from './self-sign.ts'

/** A policy that may come into force, with what clients get: the last signed file, and what replaced it since. */
export type LoadedPolicy = VerifiedPolicy & { readonly jws: string; readonly replacements: readonly Replacement[] }

/**
 * The policy that the relay was told to use. Signed, its signature is checked against the operator's key; as YAML it
 * is for a loopback relay alone, which then signs it with a key of its own.
 *
 * @throws {PolicyFileError} with line and column where the file is wrong
 */
export async function loadPolicy(config: Config, inForce: number, now: number): Promise<LoadedPolicy> {
  const text = await readText(config.policyFile)
  if (/\.ya?ml$/.test(config.policyFile))
    return loadSource(config, readPolicySource(config.policyFile, text), inForce, now)
  if (config.policyKeyFile === undefined) {
    throw new PolicyFileError(
      `COUNTERSIGN_POLICY_KEY is missing: the public key that ${config.policyFile} is signed with.`,
    )
  }
  return verified(text.trim(), await readKey(config.policyKeyFile), inForce, now, config.policyFile)
}

async function loadSource(config: Config, policy: Policy, inForce: number, now: number): Promise<LoadedPolicy> {
  if (!config.isLoopback) {
    throw new PolicyFileError('An unsigned policy works with a loopback relay only. Sign it: countersign policy sign.')
  }
  const { jws, key } = await selfSign(config.dataDirectory, policy)
  return verified(jws, key, inForce, now, config.policyFile)
}

async function verified(jws: string, key: JWK, inForce: number, now: number, file: string): Promise<LoadedPolicy> {
  try {
    return { ...(await verifyPolicy(jws, key, inForce, now)), jws, replacements: [] }
  } catch (cause) {
    throw new PolicyFileError(`${file}: ${cause instanceof Error ? cause.message : 'cannot be used'}`, { cause })
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new PolicyFileError(`${file} cannot be read.`, { cause })
  }
}

/** @throws {PolicyFileError} */
export async function readKey(file: string): Promise<JWK> {
  try {
    return JSON.parse(await readText(file))
  } catch (cause) {
    throw new PolicyFileError(`${file} holds no key (a JWK).`, { cause })
  }
}
