import type { RequestStatus } from '@countersign/shared/api'
import type { Decision } from '@countersign/shared/protocol'
import type { Call } from '../../../lab/console/calls.ts'
import type { Course } from './course.ts'
import type { HolderPlan } from './plan.ts'

/** All that happened in one run, from those who saw it: the console, the wire, the people, the page, the panel. */
export type HolderRun = {
  readonly plan: HolderPlan
  readonly course: Pick<Course, 'asked' | 'told' | 'claims'>
  /** What people who may decide have truly decided about this very request, whatever they were shown. */
  readonly genuine: readonly Genuine[]
  /** What reached the console. */
  readonly calls: readonly Pick<Call, 'method' | 'body'>[]
  readonly page: 'answered' | 'failed'
  /** What the panel said in the end. */
  readonly panel: string
}

export type Genuine = { readonly name: string; readonly decision: Decision }

/** What the page was about to send. */
export const heldBody = '{"transfer_to":"archive"}'

const quorums = { plain: 1, short: 1, two: 2 } as const

/** What must not have happened, or must have and did not. */
export function holderFaults(run: HolderRun): readonly string[] {
  const { plan, calls, panel, page } = run
  const sent = calls.length
  const end = holderEnd(panel)
  const when = (wrong: boolean, fault: string) => (wrong ? [fault] : [])
  return [
    ...when(sent > 1, `${sent} calls`),
    ...when(sent > 0 && provenAt(run) === undefined, 'released without valid evidence in time'),
    ...when(sent > 0 && !wasClaimed(run), 'released without a claim that was granted in time'),
    ...when(
      calls.some(({ method, body }) => method !== 'DELETE' || String(body) !== heldBody),
      'another call was sent',
    ),
    ...when(mustEnd(plan, 'approves') && sent !== 1, 'an honest approval was not released'),
    ...when(mustEnd(plan, 'denies') && end !== 'denied', 'an honest deny was not told'),
    ...when(plan.approver === 'denies' && sent > 0, 'released though denied'),
    ...when(sent > 0 !== (end === 'released'), `the panel says ${end}`),
    ...when(sent > 0 !== (page === 'answered'), `the page’s own call ${page}`),
    ...when(!panelIsTrue(run), 'the panel names somebody who did not decide'),
    ...when(end.startsWith('not understood'), `the panel says “${panel}”`),
  ]
}

/** In one word how the panel says it ended; a refusal by its code. */
export function holderEnd(panel: string): string {
  const code = /^Not released .* \(([a-z0-9_]+)\)(?: Number \d+)? Close/.exec(panel)?.[1]
  if (code !== undefined) return code
  const known = Object.entries(endings).find(([words]) => panel.startsWith(words))
  return known?.[1] ?? 'not understood'
}

const endings = {
  Done: 'released',
  'The console refused it': 'released',
  'Denied by': 'denied',
  'Time is over': 'expired',
  Cancelled: 'cancelled',
  'Look before you repeat': 'unknown',
} as const

function mustEnd({ lies, approver }: HolderPlan, behaviour: HolderPlan['approver']): boolean {
  return approver === behaviour && lies.every(({ harmless }) => harmless === true)
}

/** When the holder was first told, in time, of enough people’s true approvals, and of nobody’s true deny. */
function provenAt({ plan, course, genuine }: HolderRun): number | undefined {
  const expires = course.asked()?.request.expires ?? 0
  return course.told.find(({ at, status }) => {
    // What was told may be nothing that has a state at all.
    if (at > expires || members(status)['state'] !== 'approved') return false
    const people = peopleIn(status, genuine, 'approve')
    return people.size >= quorums[plan.rule] && peopleIn(status, genuine, 'deny').size === 0
  })?.at
}

function wasClaimed(run: HolderRun): boolean {
  const { request } = run.course.asked() ?? {}
  const proven = provenAt(run)
  if (request === undefined || proven === undefined) return false
  // The holder may have seen it any time after it was sent; from then on the rule’s window counts.
  return run.course.claims.some(({ at, granted }) => granted && at >= proven && at <= request.expires)
}

function peopleIn(status: RequestStatus, genuine: readonly Genuine[], kind: Decision['decision']): ReadonlySet<string> {
  const given = Array.isArray(status.decisions) ? status.decisions : []
  const names = genuine.flatMap(({ name, decision }) => {
    const isTold = given.some((told) => decision.decision === kind && isSame(told?.decision, decision))
    return isTold ? [name] : []
  })
  return new Set(names)
}

/** The relay may have told anything. */
function isSame(told: unknown, decision: Decision): boolean {
  const known = members(decision)
  const given = members(told)
  return (
    Object.keys(given).length === Object.keys(known).length &&
    Object.entries(known).every(([name, value]) => given[name] === value)
  )
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? { ...value } : {}
}

/** Whoever it names has decided. */
function panelIsTrue({ panel, genuine }: HolderRun): boolean {
  const named = (kind: Decision['decision'], name: string) =>
    genuine.some((each) => each.name === name && each.decision.decision === kind)
  const approvers = /Approved by (.*?)(?: and sent once)?\./.exec(panel)?.[1]?.split(' and ') ?? []
  const denier = /^Denied by (.*?) Delete /.exec(panel)?.[1]
  return (
    approvers.every((name) => named('approve', name)) &&
    (denier === undefined || denier === 'The relay' || named('deny', denier))
  )
}
