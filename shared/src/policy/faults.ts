import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { compileCondition } from './conditions.ts'
import { Policy } from './schema.ts'
import { PolicySource, seconds } from './source.ts'
import { compileUrlPattern } from './url-pattern.ts'

/** What is wrong, and where: the path of member names and indexes leads to the place in the file. */
export type PolicyFault = { readonly path: readonly (string | number)[]; readonly message: string }

/** Everything that is wrong with a source of the right shape. */
export function meaningFaults(source: PolicySource): readonly PolicyFault[] {
  return [...dateFaults(source), ...issuerFaults(source), ...linkFaults(source), ...ruleFaults(source)]
}

/** Where a source departs from the schema. */
export function shapeFaults(source: unknown): PolicyFault[] {
  return Value.Errors(PolicySource, source)
    .filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'boolean')
    .flatMap(({ instancePath, message, params }): PolicyFault[] => {
      const path = instancePath.split('/').slice(1).map(pathStep)
      if (!('additionalProperties' in params)) return [{ path, message }]
      return params.additionalProperties.map((extra) => ({
        path: [...path, extra],
        message: `"${extra}" is not a known member`,
      }))
    })
}

function pathStep(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')
}

function dateFaults({ valid_until, ask_max_age }: PolicySource): PolicyFault[] {
  return [
    ...(isDay(valid_until) ? [] : [{ path: ['valid_until'], message: 'is not a date' }]),
    ...durationFaults(ask_max_age, Policy.properties.ask_max_age, ['ask_max_age']),
  ]
}

/** Engines read the 31st of February as a day in March. */
function isDay(date: string): boolean {
  const start = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(date)
}

function durationFaults(
  duration: number | string | undefined,
  schema: TSchema,
  path: PolicyFault['path'],
): PolicyFault[] {
  if (duration === undefined) return []
  return Value.Errors(schema, seconds(duration)).map(({ message }) => ({ path, message: `${message} (seconds)` }))
}

function issuerFaults({ issuers }: PolicySource): PolicyFault[] {
  return issuers.flatMap(({ issuer, members, clients }, index) => {
    const path = ['issuers', index]
    const twice = issuers.findIndex((other) => other.issuer === issuer) < index
    const ids = Object.values(clients)
    return [
      ...(twice ? [{ path: [...path, 'issuer'], message: 'stands twice' }] : []),
      ...originFaults(issuer, [...path, 'issuer']),
      ...(new Set(ids).size < ids.length
        ? [{ path: [...path, 'clients'], message: 'must be three different clients' }]
        : []),
      ...(members === undefined
        ? [{ path, message: 'needs "members": without it everybody with an account there would belong to you' }]
        : conditionFaults(members, 'members', [...path, 'members'])),
    ]
  })
}

function originFaults(issuer: string, path: PolicyFault['path']): PolicyFault[] {
  if (!URL.canParse(issuer)) return [{ path, message: 'is not a URL' }]
  const { protocol, hostname } = new URL(issuer)
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  return protocol === 'https:' || isLoopback ? [] : [{ path, message: 'must be https, unless it is loopback' }]
}

/** A link that names an unknown issuer, or half of a chain, would silently join nobody. */
function linkFaults({ links = [], issuers }: PolicySource): PolicyFault[] {
  const seen = new Set<string>()
  return links.flatMap((accounts, index) =>
    accounts.flatMap(({ issuer, subject }, place): PolicyFault[] => {
      const path = ['links', index, place]
      const key = JSON.stringify([issuer, subject])
      const twice = seen.has(key)
      seen.add(key)
      return [
        ...(issuers.some((known) => known.issuer === issuer)
          ? []
          : [{ path: [...path, 'issuer'], message: 'is not among the issuers' }]),
        ...(twice ? [{ path, message: 'stands in two links; make them one' }] : []),
      ]
    }),
  )
}

const ruleFields = Policy.properties.rules.items.properties

function ruleFaults({ rules }: PolicySource): PolicyFault[] {
  return rules.flatMap((rule, index) => {
    const path = ['rules', index]
    const twice = rules.findIndex(({ id }) => id === rule.id) < index
    return [
      ...(twice ? [{ path: [...path, 'id'], message: 'stands twice' }] : []),
      ...urlFaults(rule, path),
      ...redactFaults(rule.redact ?? [], [...path, 'redact']),
      ...durationFaults(rule.expires, ruleFields.expires, [...path, 'expires']),
      ...durationFaults(rule.execute_within, ruleFields.execute_within, [...path, 'execute_within']),
      ...conditionFaults(rule.approvers.when, 'approvers', [...path, 'approvers', 'when']),
      ...(rule.approvers.exclude === undefined
        ? []
        : conditionFaults(rule.approvers.exclude, 'approvers', [...path, 'approvers', 'exclude'])),
    ]
  })
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

/** A pointer that is none would hide nothing. */
function redactFaults(redact: readonly string[], path: PolicyFault['path']): PolicyFault[] {
  return redact.flatMap((field, index) => {
    if (!field.startsWith('/') || !/~(?![01])/.test(field)) return []
    return [{ path: [...path, index], message: 'is no JSON pointer: after ~ comes 0 or 1' }]
  })
}

function conditionFaults(
  source: string,
  vocabulary: 'members' | 'approvers',
  path: readonly (string | number)[],
): PolicyFault[] {
  try {
    compileCondition(source, vocabulary)
    return []
  } catch (error) {
    return [{ path, message: messageOf(error) }]
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
