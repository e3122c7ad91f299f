import { readFile } from 'node:fs/promises'
import type { Policy } from '@countersign/shared/policy'
import type { JWK } from 'jose'
import type { Config } from '../config.ts'
import { PolicyFileError } from './policy-file-error.ts'
import { makeSelfSigner } from './self-sign.ts'

/** Whose signature makes a policy count here. It is read when the relay starts, and stays the same while it runs. */
export type Signer =
  /** The operator's security team: the relay is given what it has signed. */
  | { readonly kind: 'operator'; readonly key: JWK }
  /** A loopback relay itself, which is given the source. */
  | { readonly kind: 'relay'; readonly key: JWK; readonly sign: (policy: Policy) => Promise<string> }

type Settings = Pick<Config, 'policyFile' | 'policyKeyFile' | 'isLoopback' | 'dataDirectory'>

/**
 * Who signs what the relay was told to use: signed, the operator's key; YAML is for a loopback relay alone, which signs
 * it with a key of its own.
 *
 * @throws {PolicyFileError}
 */
export async function readSigner({ policyFile, policyKeyFile, isLoopback, dataDirectory }: Settings): Promise<Signer> {
  if (/\.ya?ml$/.test(policyFile)) {
    if (isLoopback) return makeSelfSigner(dataDirectory)
    throw new PolicyFileError('An unsigned policy works with a loopback relay only. Sign it: countersign policy sign.')
  }
  if (policyKeyFile !== undefined) return { kind: 'operator', key: await readKey(policyKeyFile) }
  throw new PolicyFileError(`COUNTERSIGN_POLICY_KEY is missing: the public key that ${policyFile} is signed with.`)
}

async function readKey(file: string): Promise<JWK> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new PolicyFileError(`${file} holds no key (a JWK).`, { cause })
  }
}
