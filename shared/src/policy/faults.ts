import { Value } from 'typebox/value'
import { capabilityFaults } from './capability-faults.ts'
import { conditionFaults } from './condition-faults.ts'
import { isDay } from './day.ts'
import { delegateFaults } from './delegate-faults.ts'
import { emergencyFaults } from './emergency-faults.ts'
import type { PolicyFault } from './fault.ts'
import { glassCapabilityFaults } from './glass-capability-faults.ts'
import { groupFaults } from './group-faults.ts'
import { reachFaults } from './reach-faults.ts'
import { durationFaults, ruleFaults } from './rule-faults.ts'
import { Policy } from './schema.ts'
import { PolicySource } from './source.ts'

/** Everything that is wrong with a source of the right shape. */
export function meaningFaults(source: PolicySource): readonly PolicyFault[] {
  const faults = [
    ...dateFaults(source),
    ...issuerFaults(source),
    ...linkFaults(source),
    ...groupFaults(source),
    ...delegateFaults(source),
    ...ruleFaults(source),
    ...emergencyFaults(source),
  ]
  // What rules ask of issuers and of people is looked into only where each makes sense by itself.
  return faults.length > 0
    ? faults
    : [...capabilityFaults(source), ...glassCapabilityFaults(source), ...reachFaults(source)]
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
