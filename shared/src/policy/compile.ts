import { Value } from 'typebox/value'
import { compileBreakGlass } from './break-glass-source.ts'
import { compileApprovers, compileGroups } from './compile-approvers.ts'
import { compileDelegates } from './compile-delegates.ts'
import { compileEmergency, compileEmergencyKeys } from './compile-emergency.ts'
import { compileMatch } from './compile-match.ts'
import { compileReason } from './compile-reason.ts'
import { endOfDay } from './day.ts'
import type { PolicyFault } from './fault.ts'
import { meaningFaults, shapeFaults } from './faults.ts'
import { compilePosition } from './position-source.ts'
import { replaceRule } from './replace-rule.ts'
import type { Deciders, Issuer, Policy, Rule } from './schema.ts'
import { PolicySource, seconds } from './source.ts'

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
    groups: compileGroups(source),
    ...compileDelegates(source),
    ...compileEmergencyKeys(source),
    rules: [...source.rules.filter(({ monitor }) => monitor !== true).map(compileRule), ...compileReplace(source)],
    ...compileMonitored(source),
  }
}

/** A list of their own: no check that asks which rules protect a request can take one of them for such a rule. */
function compileMonitored({ rules }: PolicySource): Pick<Policy, 'monitored'> {
  const monitored = rules.filter(({ monitor }) => monitor === true).map(compileRule)
  return monitored.length === 0 ? {} : { monitored }
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

function compileRule({ monitor: _, ...source }: PolicySource['rules'][number]): Rule {
  // What is written stays in its place; who decides is compiled below.
  const written: Omit<typeof source, 'approvers' | 'self_confirm' | 'break_glass' | 'emergency' | 'position'> = source
  return {
    ...written,
    match: compileMatch(source.match),
    severity: source.severity ?? 'normal',
    ...compileReason(source.reason),
    secret_headers: source.secret_headers ?? [],
    redact: source.redact ?? [],
    ...compileTerms(source),
    ...compilePosition(source.position),
    ...compileEmergency(source),
    ...compileDeciders(source),
  }
}

function compileReplace({ replace }: PolicySource): Rule[] {
  if (replace === undefined) return []
  const { match, secret_headers: _, redact: __, ...fixed } = replaceRule
  const rule = { ...replace, ...fixed, match: { ...match, names: [...match.names] }, secret_headers: [], redact: [] }
  return [{ ...rule, ...compileTerms(replace), approvers: compileApprovers(replace.approvers) }]
}

/** A rule that is right by itself and has no approvers asks its requester. */
function compileDeciders({ approvers, break_glass }: PolicySource['rules'][number]): Deciders {
  if (approvers === undefined) return { self_confirm: true }
  const glass = break_glass === undefined ? {} : { break_glass: compileBreakGlass(break_glass) }
  return { approvers: compileApprovers(approvers), ...glass }
}

type Terms = Pick<PolicySource['rules'][number], 'reauth' | 'number' | 'expires' | 'execute_within'>

/** How it must be decided, and in what time. */
function compileTerms({ reauth, number, expires, execute_within }: Terms) {
  return {
    reauth: reauth ?? ('always' as const),
    number: number ?? ('show' as const),
    expires: seconds(expires ?? 600),
    execute_within: seconds(execute_within ?? 60),
  }
}
