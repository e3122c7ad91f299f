import type { Alarm } from '@countersign/shared/log'
import type { SentBody } from '../../messages.ts'
import { compareBody, type Seen } from './compare.ts'

/** One request of the browser, as far as it is judged here. `tab` −1: sent by no tab, such as by a service worker. */
export type Attempt = { readonly id: string; readonly tab: number; readonly method: string }

export type Judge = {
  /** A request with the mark is about to be made. Resolves with whether it must be stopped. */
  readonly begun: (attempt: Attempt, seen: Seen) => Promise<boolean>
  /** It is about to leave. Whether it must be stopped. */
  readonly leaving: (attempt: Attempt) => boolean
  /** What was seen that must not be; once everything that began is judged. */
  readonly alarm: () => Promise<Alarm | undefined>
}

/**
 * Judges every request that carries the mark of one release: it has the body that was held, comes from the tab that
 * held it, and leaves once. The mark never enters the page's world; but in Firefox the page's service worker sees it,
 * and could send other content under it, or the same once more.
 *
 * @param mayStop whether the browser stops what is judged so; where not, it has gone out, and the alarm says that
 */
export function makeJudge(
  { tabs, body }: { readonly tabs: readonly number[]; readonly body: SentBody },
  mayStop: boolean,
): Judge {
  const judging: Promise<boolean>[] = []
  const differing = new Set<string>()
  const gone = new Set<string>()
  let left: string | undefined
  let raised: Alarm | undefined

  function raise(what: 'differs' | 'repeated'): boolean {
    // What was other content is the graver news.
    if (raised === undefined || what === 'differs') raised = `${what}_${mayStop ? 'stopped' : 'sent'}`
    return mayStop
  }

  async function judge(attempt: Attempt, seen: Seen): Promise<boolean> {
    if (attempt.method === 'OPTIONS') return false
    const isOfTab = attempt.tab === -1 || tabs.includes(attempt.tab)
    if (isOfTab && (await compareBody(body, seen)) !== 'differs') return false
    differing.add(attempt.id)
    // What a network rule stops never leaves: then there is nothing to tell of.
    return mayStop || gone.has(attempt.id) ? raise('differs') : false
  }

  return {
    begun: (attempt, seen) => {
      const judged = judge(attempt, seen)
      judging.push(judged)
      return judged
    },
    leaving: ({ id, method }) => {
      // A preflight is a request of its own. What a service worker answers leaves only when the worker sends it on.
      if (method === 'OPTIONS') return false
      gone.add(id)
      left ??= id
      const repeats = left !== id && raise('repeated')
      return (differing.has(id) && raise('differs')) || repeats
    },
    alarm: async () => {
      await Promise.all(judging)
      return raised
    },
  }
}
