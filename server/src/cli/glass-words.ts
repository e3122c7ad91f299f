import { type ActionRequest, nameOf, parseCompact } from '@countersign/shared/protocol'
import type { Unapproved } from '../reviews/store.ts'
import { minuteOf } from '../utc.ts'
import { red } from './red.ts'
import { visible } from './visible.ts'

/** One that went without approval, for people; what came from outside is made visible. */
export function linesOf(one: Unapproved): readonly string[] {
  const why = [...(one.reason === null ? [] : [one.reason]), ...keyReasons(one)].map(
    (reason) => `  because: “${visible(reason)}”`,
  )
  const told = one.skipped.length === 0 ? 'nobody was known who could have approved it' : one.skipped.join(', ')
  return [
    `${minuteOf(one.at)}  ${reviewWords(one)}`,
    `  ${whatWords(one)}, ${one.state}`,
    ...(one.statements === null ? [] : ['  released by emergency keys']),
    ...why,
    `  told: ${visible(told)}`,
    ...closingWords(one),
    `  ${one.id}`,
  ]
}

/** The same for programs. */
export function asJson({ request, reviewer_name: reviewer, waiting: _, ...one }: Unapproved) {
  const { action } = actionOf(request)
  const by = byOf({ by: one.by, request })
  return { ...one, by, summary: action?.summary ?? null, rule: action?.rule ?? null, reviewer }
}

/** Who went without, and with what. */
export function whatWords(one: Unapproved): string {
  const { action } = actionOf(one.request)
  const what = action === undefined ? 'what it was is erased' : `${action.summary} (${action.rule})`
  return `${visible(byOf(one) ?? 'Somebody')}: ${visible(what)}`
}

/** Who went without; of what keys released, who asked. */
function byOf({ by, request }: Pick<Unapproved, 'by' | 'request'>): string | null {
  const { requester } = actionOf(request)
  return by ?? (requester === undefined ? null : nameOf(requester))
}

/** What was erased has no text any more. */
function actionOf(request: string): Partial<Pick<ActionRequest, 'action' | 'requester'>> {
  return request === '' ? {} : (JSON.parse(request) as ActionRequest)
}

/** Why each key says that it was used; the relay has verified its signature. */
function keyReasons({ statements }: Unapproved): readonly string[] {
  return (statements ?? []).map((jws) => String(parseCompact(jws).payload['reason']))
}

/** Red until somebody has looked at it; a terminal that has no colours, or a file, gets none. */
function reviewWords({ reviewed, reviewer_name, closed }: Unapproved): string {
  if (reviewed !== null)
    return `without approval, reviewed at ${minuteOf(reviewed)} by ${visible(reviewer_name ?? 'somebody who is erased')}`
  return red(
    closed === null ? 'WITHOUT APPROVAL, NOT REVIEWED' : 'WITHOUT APPROVAL, CLOSED BY THE OPERATOR, NOT REVIEWED',
  )
}

function closingWords({ closed, closed_by, closed_why }: Unapproved): readonly string[] {
  if (closed === null) return []
  return [`  closed at ${minuteOf(closed)} by ${visible(closed_by ?? '')}: “${visible(closed_why ?? '')}”`]
}
