import { Check } from 'typebox/schema'
import { isOnP256 } from '../keys/is-on-p256.ts'
import { isWeakKey } from '../keys/weak-key.ts'
import { Emergency } from './emergency.ts'
import { EmergencyJwk } from './emergency-key.ts'
import type { PolicyFault } from './fault.ts'
import { durationFaults } from './rule-faults.ts'
import type { PolicySource } from './source.ts'

type Path = PolicyFault['path']

/** What is wrong in the emergency keys, and in which rules they are for. */
export function emergencyFaults(source: PolicySource): PolicyFault[] {
  return [
    ...(source.emergency_keys ?? []).flatMap((_, index) => keyFaults(source, index)),
    ...source.rules.flatMap((rule, index) => ruleFaults(rule, source, ['rules', index, 'emergency'])),
  ]
}

function keyFaults({ emergency_keys: keys = [] }: PolicySource, index: number): PolicyFault[] {
  const path = ['emergency_keys', index]
  const [one, before] = [keys[index], keys.slice(0, index)]
  if (one === undefined) return []
  const wrong = wrongWith(one.key)
  const same = before.find(({ key }) => isSame(key, one.key))
  return [
    ...(before.some(({ id }) => id === one.id) ? [{ path: [...path, 'id'], message: 'stands twice' }] : []),
    ...(wrong === undefined ? [] : [{ path: [...path, 'key'], message: wrong }]),
    ...(same === undefined
      ? []
      : [{ path: [...path, 'key'], message: `is the same key as "${same.id}": it counts once` }]),
  ]
}

function wrongWith(key: Readonly<Record<string, unknown>>): string | undefined {
  if ('d' in key || 'k' in key) {
    return 'is a PRIVATE key, and everybody may read a policy. Take it out, make another one (countersign emergency new-key), and write only its public members here'
  }
  if (!Check(EmergencyJwk, key)) {
    return 'is no public key that can be one: kty EC, crv P-256, x, y, or kty OKP, crv Ed25519, x, and no other members'
  }
  const isPoint = key.kty === 'EC' ? isOnP256(key.x, key.y) : !isWeakKey(key)
  return isPoint ? undefined : 'is no key: its numbers are none of its curve, or one under which anybody could sign'
}

function isSame(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  return ['kty', 'crv', 'x', 'y'].every((member) => one[member] === other[member])
}

function ruleFaults(rule: PolicySource['rules'][number], source: PolicySource, path: Path): PolicyFault[] {
  const { emergency, self_confirm, monitor } = rule
  if (emergency === undefined) return []
  if (self_confirm === true) {
    return [{ path, message: 'cannot stand beside "self_confirm": there is no approval that it could be in place of' }]
  }
  if (monitor === true)
    return [{ path, message: 'cannot stand beside "monitor": nothing is held that could be released' }]
  const { keys, quorum, expires } = emergency
  const known = (source.emergency_keys ?? []).map(({ id }) => id)
  const ofKeys = keys.flatMap((id, index) => [
    ...(known.includes(id)
      ? []
      : [{ path: [...path, 'keys', index], message: `names "${id}", which is not among the emergency_keys` }]),
    ...(keys.indexOf(id) < index ? [{ path: [...path, 'keys', index], message: 'stands twice' }] : []),
  ])
  const different = new Set(keys).size
  return [
    ...ofKeys,
    ...(quorum <= different
      ? []
      : [{ path: [...path, 'quorum'], message: `can never be reached: there are ${different} keys` }]),
    ...durationFaults(expires, Emergency.properties.expires, [...path, 'expires']),
  ]
}
