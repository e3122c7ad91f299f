import { Policy } from '@countersign/shared/policy'
import { decodeBase64url } from '@countersign/shared/protocol'
import { Value } from 'typebox/value'
import { PolicyFileError } from './policy-file-error.ts'
import { readPolicySource } from './read-source.ts'

/**
 * A policy in any of its forms: the source, the compiled JSON, or signed. Nobody's signature is looked at: this is for
 * who reads and compares, not for who believes.
 *
 * @throws {PolicyFileError}
 */
export function policyIn(file: string, text: string): Policy {
  if (file.endsWith('.jws')) return compiledIn(file, payloadOf(file, text.trim()))
  if (file.endsWith('.json')) return compiledIn(file, text)
  return readPolicySource(file, text)
}

function payloadOf(file: string, jws: string): string {
  try {
    return new TextDecoder().decode(decodeBase64url(jws.split('.')[1] ?? ''))
  } catch (cause) {
    throw new PolicyFileError(`${file}: is no signed policy.`, { cause })
  }
}

function compiledIn(file: string, text: string): Policy {
  const policy = jsonIn(text)
  if (Value.Check(Policy, policy)) return policy
  throw new PolicyFileError(`${file}: is no compiled policy.`)
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
