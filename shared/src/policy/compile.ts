import { Value } from 'typebox/value'
import { meaningFaults, type PolicyFault, shapeFaults } from './faults.ts'
import type { Issuer, Policy, Rule } from './schema.ts'
import { PolicySource, seconds } from './source.ts'
import { compileUrlPattern } from './url-pattern.ts'

export type Compiled =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly faults: readonly PolicyFault[] }

/** The compiled policy, or everything that is wrong with the source. */
export function compilePolicy(source: unknown): Compiled {
  if (!Value.Check(PolicySource, source)) return { ok: false, faults: shapeFaults(source) }
  const faults = meaningFaults(source)
  if (faults.length > 0) return { ok: false, faults }
  return { ok: true, policy: compile(source) }
}

function compile(source: PolicySource): Policy {
  return {
    format: 'countersign-policy/1',
    organisation: source.organisation,
    version: source.version,
    valid_until: endOfDay(source.valid_until),
    ask_max_age: seconds(source.ask_max_age ?? 600),
    issuers: source.issuers.map(compileIssuer),
    links: source.links ?? [],
    rules: source.rules.map(compileRule),
  }
}

function compileIssuer(source: PolicySource['issuers'][number]): Issuer {
  return {
    ...source,
    name: source.name ?? new URL(source.issuer).hostname.slice(0, 60),
    algorithms: source.algorithms ?? ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'],
    subjects: source.subjects ?? 'pairwise',
    email: source.email ?? 'unproven',
  }
}

function compileRule(source: PolicySource['rules'][number]): Rule {
  const { regex, names } = compileUrlPattern(source.match.url)
  return {
    ...source,
    match: { ...source.match, regex, names: [...names] },
    severity: source.severity ?? 'normal',
    reason: source.reason ?? 'optional',
    approvers: { ...source.approvers, quorum: source.approvers.quorum ?? 1 },
    reauth: source.reauth ?? 'always',
    number: source.number ?? 'show',
    expires: seconds(source.expires ?? 600),
    execute_within: seconds(source.execute_within ?? 60),
    secret_headers: source.secret_headers ?? [],
    redact: source.redact ?? [],
  }
}

function endOfDay(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) + 86_400_000
}
