import type { Policy } from '@countersign/shared/policy'
import { policyIn } from '../policy/policy-file.ts'
import { PolicyFileError } from '../policy/policy-file-error.ts'
import { CommandError } from './command-error.ts'
import { readText } from './files.ts'

/**
 * A policy that was named on the command line, in any of its forms.
 *
 * @throws {CommandError} 1 where it has faults, 2 where it cannot be read
 */
export async function readAnyPolicy(file: string): Promise<Policy> {
  const text = await readText(file)
  try {
    return policyIn(file, text)
  } catch (cause) {
    if (cause instanceof PolicyFileError) throw new CommandError(cause.message, 1, { cause })
    throw cause
  }
}
