import type { RequestView } from '@countersign/shared/api'
import type { Ending, Shown } from '../path.ts'
import { callsOf } from '../stage.ts'
import { until } from '../until.ts'
import type { Course } from './course.ts'

/** Waits until the panel has told of so many requests how they ended. */
export async function untilOver({ path, ending, page }: Course, count: number): Promise<void> {
  const words = (ending === 'approved' ? path.expects?.approved : undefined) ?? endWords[ending]
  let said = ''
  const isOver = async () => {
    // A page that is just being left for another says nothing.
    said = await page.panel().catch(() => '')
    return said.split(words).length > count
  }
  await until('an end in the panel', isOver).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : String(error)}; it says: ${said}`)
  })
}

const endWords = {
  approved: /Done/,
  denied: /Denied by First approver/,
  expired: /Time is over/,
} as const satisfies Record<Ending, RegExp>

/** Waits until the page shows what it should, where that is said. */
export async function untilShown({ path, page }: Course, when: keyof Shown): Promise<void> {
  const wanted = path.expects?.page?.[when]
  if (wanted === undefined) return
  const isShown = async () => {
    const shown = await page.run(() => document.body.textContent, undefined).catch(() => undefined)
    return shown?.trim() === wanted
  }
  await until(`“${wanted}” on the page`, isShown)
}

/** What the card says that it should not; undefined where it is right. */
export function wrongCard({ path: { expects }, own }: Course, { request, before }: RequestView): string | undefined {
  const { summary } = request.action
  const wanted = expects?.summary?.(own.id) ?? summary
  if (wanted !== summary) return `the card says: ${summary}`
  const read = before === undefined ? undefined : Buffer.from(before, 'base64url').toString()
  return expects?.before === read ? undefined : `what stood there: ${read ?? 'it could not be read'}`
}

/** What arrived that was not sent so; undefined where it is right. */
export function wrongCall({ stage, path: { expects }, own }: Course): string | undefined {
  for (const call of callsOf(stage, own.id)) {
    const path = expects?.path?.(own.id)
    if (path !== undefined && !call.path.endsWith(path)) return `what arrived went to ${call.path}`
    const body = expects?.body?.(own.id)
    if (body !== undefined && body !== call.body.toString()) return `what arrived was: ${call.body}`
  }
  return undefined
}
