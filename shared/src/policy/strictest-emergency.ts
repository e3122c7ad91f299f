import type { Emergency } from './emergency.ts'
import type { Rule } from './schema.ts'

/**
 * Which keys may release what several rules protect: those that each of the rules names which have approvers, as many
 * together as the one asks for that asks for more. None where one of them names none, or too few are left.
 */
export function strictestEmergency(one: Rule, other: Rule): Pick<Rule, 'emergency'> {
  if (one.approvers === undefined) return withEmergency(other.emergency)
  if (other.approvers === undefined) return withEmergency(one.emergency)
  return withEmergency(both(one.emergency, other.emergency))
}

function withEmergency(emergency: Emergency | undefined): Pick<Rule, 'emergency'> {
  return emergency === undefined ? {} : { emergency }
}

function both(one: Emergency | undefined, other: Emergency | undefined): Emergency | undefined {
  if (one === undefined || other === undefined) return undefined
  const keys = one.keys.filter((id) => other.keys.includes(id))
  const quorum = Math.max(one.quorum, other.quorum)
  return keys.length < quorum ? undefined : { keys, quorum, expires: Math.min(one.expires, other.expires) }
}
