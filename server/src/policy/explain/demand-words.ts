import type { Rule } from '@countersign/shared/policy'

/** What a rule demands of those who ask and approve, one line each: a short name and what it says. */
export function demandWords(rule: Rule): readonly (readonly [name: string, says: string])[] {
  const { approvers, reauth, acr, amr, number, expires, execute_within, reason, severity } = rule
  return [
    ['approvers', `${countOf(approvers.quorum)} of whom this holds: ${approvers.when}`],
    ...(approvers.exclude === undefined ? [] : [['but not', approvers.exclude] as const]),
    ['sign-in', [reauthWords(reauth), ...strengthWords(acr, amr)].join(', ')],
    ['reason', reasons[reason]],
    ['number', numbers[number]],
    ['clocks', `${duration(expires)} to approve, then ${duration(execute_within)} to run it`],
    ['severity', severity],
  ]
}

function countOf(quorum: number): string {
  return quorum === 1 ? 'one person' : `${quorum} different people`
}

function reauthWords(reauth: Rule['reauth']): string {
  if (reauth === 'always') return 'a fresh one for this action'
  return reauth === 'session' ? 'the one of their session is enough' : `not older than ${duration(reauth.max_age)}`
}

function strengthWords(acr: Rule['acr'], amr: Rule['amr']): readonly string[] {
  return [
    ...(acr === undefined ? [] : [`acr ${acr.join(' or ')}`]),
    ...(amr === undefined ? [] : [`amr ${amr.join(' and ')}`]),
  ]
}

const reasons = { none: 'not asked for', optional: 'may be given', required: 'has to be given' } as const
const numbers = {
  show: 'both see it',
  ask: 'the approver types what the requester sees',
  off: 'none',
} as const

/** `90 s`, `10 min`, `2 h`: in the largest unit that is whole. */
export function duration(seconds: number): string {
  if (seconds % 3_600 === 0 && seconds > 0) return `${seconds / 3_600} h`
  return seconds % 60 === 0 && seconds > 0 ? `${seconds / 60} min` : `${seconds} s`
}
