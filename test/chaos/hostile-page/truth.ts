import { type Action, digestForm, type FormEntry, type Salt, sha256 } from '@countersign/shared/protocol'
import type { Call } from '../../lab/console/calls.ts'

/** What reached the console. */
export type Reached = Pick<Call, 'method' | 'path' | 'body' | 'headers'>

/** What the relay has of a request, as the approver saw it. */
export type Asked = {
  readonly action: Pick<Action, 'method' | 'url' | 'headers' | 'body'>
  readonly approvals: number
  readonly state: string
  readonly outcome: { readonly kind: string } | null
}

export type Judged = {
  readonly faults: readonly { readonly batch: number; readonly fault: string }[]
  /** Calls that an approval stands behind, by batch. */
  readonly released: ReadonlyMap<number, number>
}

/**
 * Every call needs an approval of its own: this method, this address, these bytes. Every approval is one call, where
 * the page lived to send it.
 *
 * @param leaves whether what a batch asked for may have ended before it was sent
 */
export async function judge(
  origin: string,
  calls: readonly Reached[],
  asked: readonly Asked[],
  leaves: (batch: number) => boolean,
): Promise<Judged> {
  const free = new Set(asked.filter(({ approvals, state }) => approvals > 0 && state === 'released'))
  const faults: { batch: number; fault: string }[] = []
  const released = new Map<number, number>()
  for (const call of calls) {
    const batch = batchOf(call.path)
    const [found] = await filterAsync([...free], (each) => isSame(origin, call, each))
    if (found === undefined) {
      faults.push({
        batch,
        fault: `${call.method} ${call.path.slice(0, 80)} ${preview(call)} reached the console unapproved`,
      })
      continue
    }
    free.delete(found)
    released.set(batch, (released.get(batch) ?? 0) + 1)
    if (found.outcome?.kind === 'unknown' && !leaves(batch))
      faults.push({ batch, fault: 'sent, and its outcome unknown' })
  }
  for (const { action, outcome } of free) {
    const batch = batchOf(new URL(action.url).pathname)
    if (outcome?.kind === 'answered')
      faults.push({
        batch,
        fault: `said to be answered, but it never came: ${action.method} ${action.url} ${JSON.stringify(outcome)}`,
      })
    else if (!leaves(batch)) faults.push({ batch, fault: `claimed and not sent: ${outcome?.kind ?? 'no outcome'}` })
  }
  for (const { action, approvals, state } of asked) {
    const batch = batchOf(new URL(action.url).pathname)
    if (approvals > 0 && state !== 'released' && !leaves(batch))
      faults.push({ batch, fault: `approved, and then ${state}` })
  }
  return { faults, released }
}

/** The name of a target begins with its batch. */
export function batchOf(path: string): number {
  return Number(/\/(\d+)-\d+[^/]*$/.exec(path.split('?')[0] ?? '')?.[1] ?? -1)
}

function preview({ body }: Reached): string {
  return body.length === 0 ? '' : body.toString('utf8').slice(0, 40)
}

async function isSame(origin: string, call: Reached, { action }: Asked): Promise<boolean> {
  if (action.method !== call.method || action.url !== origin + call.path) return false
  const headers = action.headers.every(
    (header) => !('value' in header) || header.name === 'content-type' || call.headers[header.name] === header.value,
  )
  return headers && (await isSameBody(call, action.body))
}

async function isSameBody({ body, headers }: Reached, approved: Action['body']): Promise<boolean> {
  if (approved === undefined) return body.length === 0
  if (approved.kind === 'bytes') return approved.digest === (await sha256(new Uint8Array(body)))
  if (approved.kind !== 'form-data') return false
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': String(headers['content-type']) },
  }).formData()
  const entries = await Promise.all([...form].map(entryOf))
  // Nothing is hidden, so no salt is used.
  return approved.digest === (await digestForm([], '' as Salt, entries)).digest
}

async function entryOf([name, value]: [string, FormDataEntryValue]): Promise<FormEntry> {
  if (typeof value === 'string') return { name, value }
  return { name, filename: value.name, type: value.type, value: new Uint8Array(await value.arrayBuffer()) }
}

async function filterAsync<Item>(
  items: readonly Item[],
  test: (item: Item) => Promise<boolean>,
): Promise<readonly Item[]> {
  const passed: Item[] = []
  for (const item of items) if (await test(item)) passed.push(item)
  return passed
}
