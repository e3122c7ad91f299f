import type { KillPlan } from './plan.ts'

/** What the relay has of a request for one address. There may be several: a lost one is asked for anew. */
export type Kept = {
  readonly state: string
  readonly approved: number | null
  readonly denied: boolean
  readonly released: number | null
  readonly expires: number
  readonly outcome: { readonly kind: string } | null
}

export type KillRun = {
  readonly plan: KillPlan
  /** When something reached the console. */
  readonly calls: readonly { readonly at: number }[]
  readonly kept: readonly Kept[]
  /** What the page’s own call came to; `gone` where the page did not live. */
  readonly page: 'answered' | 'failed' | 'gone'
  /** What the panel said in the end, where the page lived. */
  readonly panel: string
  /** Whether what was to be killed was. */
  readonly killed: boolean
}

/** What must not have happened, or must have and did not. */
export function killFaults({ plan, calls, kept, page, killed }: KillRun): readonly string[] {
  const when = (wrong: boolean, fault: string) => (wrong ? [fault] : [])
  const sent = calls.length
  const released = kept.filter(({ state }) => state === 'released')
  const isKnown = released.every(({ outcome }) => outcome !== null && outcome.kind !== 'unknown')
  const inTime = kept.filter(({ approved, denied, expires }) => approved !== null && !denied && approved < expires)
  const at = calls[0]?.at ?? 0
  const endedByPerson = killed && plan.kill === 'cancel'
  const lived = page !== 'gone' && !endedByPerson
  return [
    ...when(sent > 1, `${sent} calls`),
    ...when(sent > 0 && released.length === 0, `sent, and the relay has ${kept.map(({ state }) => state).join(', ')}`),
    ...when(sent > 0 && inTime.length === 0, 'sent without an approval in time'),
    ...when(sent > 0 && kept.every(({ released: claimed }) => claimed === null || claimed > at), 'sent before a claim'),
    ...when(sent > 0 && kept.every(({ expires }) => at > expires), 'sent after its time'),
    ...when(sent > 0 && plan.approver === 'denies', 'sent though denied'),
    ...when(sent > 0 && plan.approver === 'nothing', 'sent though nobody approved'),
    ...when(released.length > 1 && kept.filter(isAnswered).length > 1, 'two releases of one request'),
    ...when(sent === 0 && kept.some(isAnswered), 'said to be answered, and never sent'),
    ...when(sent === 0 && page === 'answered', 'the page was answered, and nothing was sent'),
    ...when(sent === 0 && lived && inTime.length > 0 && isKnown, 'approved in time, and not sent'),
    ...when(sent > 0 && page === 'failed' && isKnown && lived, 'sent, and the page was told that it failed'),
  ]
}

function isAnswered({ outcome }: Kept): boolean {
  return outcome?.kind === 'answered'
}

/** In one word what became of it. */
export function endOf({ calls, kept, page }: KillRun): string {
  const [last] = kept.slice(-1)
  if (last === undefined) return `never asked (${page})`
  const outcome = last.state === 'released' ? ` ${last.outcome?.kind ?? 'untold'}` : ''
  return `${last.state}${outcome}, ${calls.length} sent`
}
