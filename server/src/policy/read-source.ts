import {
  compilePolicy,
  type Policy,
  type PolicyFault,
  type PolicySource,
  ruleWarnings,
} from '@countersign/shared/policy'
import { PolicyFileError } from './policy-file-error.ts'
import { readYaml, type YamlFile } from './yaml-file.ts'

/**
 * The compiled policy in a `policy.yaml`.
 *
 * @throws {PolicyFileError} one line for everything that is wrong
 */
export function readPolicySource(file: string, text: string): Policy {
  return readSource(file, text).policy
}

/** A compiled policy, and where each part of its source stands. */
export type ReadSource = { readonly policy: Policy; readonly placeOf: YamlFile['placeOf'] }

/**
 * The same, for who has more to say of it.
 *
 * @throws {PolicyFileError}
 */
export function readSource(file: string, text: string): ReadSource {
  const yaml = readYaml(file, text)
  return { policy: compiledIn(yaml), placeOf: yaml.placeOf }
}

/** A policy, and what is allowed in its source and hardly meant: one line each, with its place. */
export type CheckedSource = { readonly policy: Policy; readonly warnings: readonly string[] }

/**
 * The same, for who wants to be warned as well.
 *
 * @throws {PolicyFileError}
 */
export function checkPolicySource(file: string, text: string): CheckedSource {
  const yaml = readYaml(file, text)
  const policy = compiledIn(yaml)
  // It compiles, so it has the shape of a source.
  const warnings = ruleWarnings(yaml.value as PolicySource)
  return { policy, warnings: warnings.map((warning) => lineOf(yaml, warning)) }
}

function compiledIn(yaml: YamlFile): Policy {
  const compiled = compilePolicy(yaml.value)
  if (compiled.ok) return compiled.policy
  throw new PolicyFileError(compiled.faults.map((fault) => lineOf(yaml, fault)).join('\n'))
}

function lineOf({ placeOf }: YamlFile, { path, message }: PolicyFault): string {
  return `${placeOf(path)} ${path.join('.')} ${message}`
}
