import type { RequestStatus, RequestView } from '@countersign/shared/api'
import type { Call } from '../console/calls.ts'

/** Times in milliseconds since the epoch, each taken where the step happens. */
export type Seen = {
  readonly asked: number
  readonly view: RequestView
  readonly status: RequestStatus
  readonly pushed: number | undefined
  readonly notified: number | undefined
  readonly shown: number | undefined
  readonly signed: number
  readonly calls: readonly Call[]
}

export type Step = { readonly name: string; readonly at: number; readonly what: string }

/**
 * The steps of the story with their times.
 *
 * @throws {Error} when the console was not called exactly once, after the decision
 */
export function stepsOf({ asked, view, status, pushed, notified, shown, signed, calls }: Seen): readonly Step[] {
  const [call, second] = calls
  const decided = status.decisions[0]?.at
  if (call === undefined || second !== undefined)
    throw new Error(`The console was called ${calls.length} times, not once.`)
  if (decided === undefined || call.at < decided) throw new Error('The console was called before the decision.')
  if (status.released === undefined || status.outcome === undefined)
    throw new Error('The relay does not know the outcome.')
  return [
    step('held', view.request.created, 'the request stays in the browser', asked),
    step('stored', status.stored, 'the relay has it, durably', asked),
    step('pushed', pushed, 'the push service has the message', asked),
    step('notified', notified, 'the phone shows the notification', asked),
    step('shown', shown, 'the approver reads the card', asked),
    step('signed', signed, 'the approver signs in for this one action', asked),
    step('decided', decided, 'the relay has the decision', asked),
    step('claimed', status.released, 'the browser verified it and claimed its one release', asked),
    step('released', call.at, 'the console receives the request', asked),
    step('outcome', status.outcome.at, `the console answered ${call.status}`, asked),
  ].filter(({ at }) => Number.isFinite(at))
}

export function printSteps(steps: readonly Step[]): void {
  let before = 0
  for (const { name, at, what } of steps) {
    console.log(
      `  ${name.padEnd(10)}${`${Math.round(at)} ms`.padStart(10)}${`+${Math.round(at - before)}`.padStart(9)}   ${what}`,
    )
    before = at
  }
}

function step(name: string, at: number | undefined, what: string, asked: number): Step {
  return { name, at: (at ?? Number.NaN) - asked, what }
}
