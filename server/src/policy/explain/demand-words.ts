import {
  type Approvers,
  type Emergency,
  type Entitled,
  type GlassRule,
  hasGlass,
  type Part,
  positionOf,
  type ReasonLike,
  type Rule,
  stageOf,
} from '@countersign/shared/policy'
import { positionWords } from './position-words.ts'

/** What a rule demands of those who ask and decide, one line each: a short name and what it says. */
export function demandWords(rule: Rule): readonly (readonly [name: string, says: string])[] {
  const { approvers, reauth, acr, amr, number, expires, execute_within, severity, seen } = rule
  const { reason, reason_like = [] } = rule
  return [
    ...(approvers === undefined ? [confirmWords] : approverWords(approvers)),
    ['sign-in', [reauthWords(reauth), ...strengthWords(acr, amr)].join(', ')],
    ...(hasGlass(rule) ? [['or without', glassWords(rule.break_glass)] as const] : []),
    ['reason', [reasons[reason], ...reason_like.map(likeWords)].join(', ')],
    ['number', (approvers === undefined ? confirmNumbers : numbers)[number]],
    [
      'clocks',
      `${duration(expires)} to ${approvers === undefined ? 'confirm' : 'approve'}, then ${duration(execute_within)} to run it`,
    ],
    ['severity', severity],
    ...(rule.emergency === undefined ? [] : [['emergency', emergencyWords(rule.emergency)] as const]),
    ...(seen?.requester === undefined ? [] : [['ask from', seen.requester] as const]),
    ...(seen?.approver === undefined ? [] : [['approve from', seen.approver] as const]),
    ...positionWords(positionOf(rule)),
  ]
}

function emergencyWords({ keys, quorum, expires }: Emergency): string {
  const which = quorum === 1 ? `key ${keys.join(' or ')}` : `${quorum} of the keys ${keys.join(', ')}`
  return `without an approval by ${which}, within ${duration(expires)}`
}

const confirmWords = [
  'confirm',
  'by who asks, in a sign-in of their own for this action; nobody else is asked',
] as const

/** One line for each part; where there are several it begins with what the part is called. */
function approverWords(approvers: Approvers): readonly (readonly [name: string, says: string])[] {
  const { parts, exclude, exclude_groups, distinct_issuers } = approvers
  return [
    ...parts.map((part, index) => {
      const called = parts.length === 1 ? '' : `${part.name}: `
      return [rowName(parts[index - 1], part), called + partWords(part)] as const
    }),
    ...(distinct_issuers ? [['issuers', 'no two of those who are counted are of one issuer'] as const] : []),
    ...(exclude === undefined ? [] : [['but not', exclude] as const]),
    ...(exclude_groups.length === 0 ? [] : [['but not', `who is in ${exclude_groups.join(' or ')}`] as const]),
  ]
}

/** A part of a later stage comes behind those of the one before. */
function rowName(before: Part | undefined, part: Part): string {
  if (before === undefined) return 'approvers'
  return stageOf(part) > stageOf(before) ? 'then' : 'and'
}

function partWords({ quorum, ...part }: Part): string {
  const stage = stageOf(part)
  const turn = stage === 1 ? '' : ` (asked in stage ${stage}, once all before have approved)`
  return `${countOf(quorum)} ${peopleWords(part)}${turn}`
}

function peopleWords({ groups, when }: Entitled): string {
  const people = [
    ...(groups === undefined ? [] : [`in ${groups.join(' or ')}`]),
    ...(when === undefined ? [] : [`of whom this holds: ${when}`]),
  ]
  return people.join(', ')
}

/** Each of several rules says who of those who ask. */
function glassWords({ who, acr }: GlassRule['break_glass']): string {
  const people = who.map(peopleWords).join(', and ')
  return `approval, by who asks, ${people}: by a fresh sign-in, acr ${acr.join(' or ')}, and for a reason; everybody is told`
}

function countOf(quorum: number | string): string {
  if (typeof quorum === 'string') return `as many as this says (${quorum})`
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
function likeWords({ is, hint }: ReasonLike): string {
  return `like ${is.join(' or ')}${hint === undefined ? '' : ` (“${hint}”)`}`
}

const numbers = {
  show: 'both see it',
  ask: 'the approver types what the requester sees',
  off: 'none',
} as const

const confirmNumbers = {
  show: 'seen in the browser and in the phone app',
  ask: 'typed in the phone app as the browser shows it',
  off: 'none',
} as const

/** `90 s`, `10 min`, `2 h`: in the largest unit that is whole. */
export function duration(seconds: number): string {
  if (seconds % 3_600 === 0 && seconds > 0) return `${seconds / 3_600} h`
  return seconds % 60 === 0 && seconds > 0 ? `${seconds / 60} min` : `${seconds} s`
}
