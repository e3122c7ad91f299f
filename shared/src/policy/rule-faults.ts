import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { approverFaults } from './approver-faults.ts'
import { breakGlassFaults } from './break-glass-faults.ts'
import { compareFaults } from './compare-faults.ts'
import { messageOf } from './condition-faults.ts'
import type { PolicyFault } from './fault.ts'
import { matchFaults } from './match-faults.ts'
import { isCsrfField } from './per-load.ts'
import { positionFaults } from './position-faults.ts'
import { reasonFaults } from './reason-faults.ts'
import { ApprovedRule } from './schema.ts'
import { seenFaults } from './seen-faults.ts'
import { selfConfirmFaults } from './self-confirm-faults.ts'
import { type PolicySource, seconds } from './source.ts'
import { compileUrlPattern } from './url-pattern.ts'
import { whenFaults } from './when-faults.ts'

/** What is wrong in the rules, and in who may replace the policy. */
export function ruleFaults(source: PolicySource): PolicyFault[] {
  const { rules, replace } = source
  const ofReplace = replace === undefined ? [] : termFaults(replace, source, ['replace'])
  const ofRules = rules.flatMap((rule, index) => {
    const path = ['rules', index]
    const twice = rules.findIndex(({ id }) => id === rule.id) < index
    return [
      ...(twice ? [{ path: [...path, 'id'], message: 'stands twice' }] : []),
      ...urlFaults(rule, path),
      ...methodFaults(rule.match, [...path, 'match', 'method']),
      ...matchFaults(rule.match, [...path, 'match']),
      ...pointerFaults(rule.redact ?? [], [...path, 'redact']),
      ...perLoadFaults(rule, [...path, 'per_load']),
      ...compareFaults(rule, [...path, 'compare']),
      ...whenFaults(rule, source.issuers, [...path, 'when']),
      ...reasonFaults(rule.reason, [...path, 'reason']),
      ...termFaults(rule, source, path),
      ...breakGlassFaults(rule, source, [...path, 'break_glass']),
      ...positionFaults(rule, [...path, 'position']),
    ]
  })
  return [...ofRules, ...ofReplace]
}

const ruleFields = ApprovedRule.properties

type Terms = Pick<PolicySource['rules'][number], 'approvers' | 'self_confirm' | 'expires' | 'execute_within' | 'seen'>

function termFaults(terms: Terms, source: PolicySource, path: PolicyFault['path']): PolicyFault[] {
  const { approvers, expires, execute_within, seen } = terms
  return [
    ...durationFaults(expires, ruleFields.expires, [...path, 'expires']),
    ...durationFaults(execute_within, ruleFields.execute_within, [...path, 'execute_within']),
    ...(approvers === undefined ? [] : approverFaults(approvers, source, [...path, 'approvers'])),
    ...selfConfirmFaults(terms, source, path),
    ...seenFaults(seen, path),
  ]
}

function urlFaults(
  { match, summary }: PolicySource['rules'][number],
  path: readonly (string | number)[],
): PolicyFault[] {
  try {
    const { names } = compileUrlPattern(match.url)
    const unknown = [...summary.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) => (names.includes(name) ? [] : [name]))
    return unknown.map((name) => ({ path: [...path, 'summary'], message: `the URL pattern has no ":${name}"` }))
  } catch (error) {
    return [{ path: [...path, 'match', 'url'], message: messageOf(error) }]
  }
}

/**
 * The methods that a browser's network rules have names for (declarativeNetRequest, RequestMethod). Any other could be
 * blocked, together with all that have no name, and never be let through once it is approved.
 */
const namedMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

function methodFaults({ method }: PolicySource['rules'][number]['match'], path: PolicyFault['path']): PolicyFault[] {
  if (namedMethods.includes(method)) return []
  const message = `cannot be released by a browser, whose network rules have no name for ${method}. It can be one of ${namedMethods.join(', ')}`
  return [{ path, message }]
}

/** A pointer that is none would name nothing. */
function pointerFaults(fields: readonly string[], path: PolicyFault['path']): PolicyFault[] {
  return fields.flatMap((field, index) => {
    if (!field.startsWith('/') || !/~(?![01])/.test(field)) return []
    return [{ path: [...path, index], message: 'is no JSON pointer: after ~ comes 0 or 1' }]
  })
}

/** Who is asked for must be who acts; and of what is critical everything is what was approved. */
function perLoadFaults(
  { per_load, severity, match }: PolicySource['rules'][number],
  path: PolicyFault['path'],
): PolicyFault[] {
  const { headers = [], fields = [] } = per_load ?? {}
  const ofHeaders = headers.flatMap((name, index) => {
    const place = [...path, 'headers', index]
    if (/^(?:authorization|proxy-authorization|cookie)$/.test(name)) {
      return [{ path: place, message: 'says who acts, and may never differ' }]
    }
    return Object.hasOwn(match.headers ?? {}, name)
      ? [{ path: place, message: 'is what the rule goes by (match.headers), and may not differ' }]
      : []
  })
  const ofFields = fields.flatMap((name, index) =>
    severity === 'critical' && !isCsrfField(name)
      ? [{ path: [...path, 'fields', index], message: 'no field of a critical rule may differ but a CSRF token' }]
      : [],
  )
  return [...ofHeaders, ...ofFields, ...pointerFaults(fields, [...path, 'fields'])]
}

export function durationFaults(
  duration: number | string | undefined,
  schema: TSchema,
  path: PolicyFault['path'],
): PolicyFault[] {
  if (duration === undefined) return []
  return Value.Errors(schema, seconds(duration)).map(({ message }) => ({ path, message: `${message} (seconds)` }))
}
