import browser from 'webextension-polyfill'
import { refusalWords } from '../policy-words.ts'
import { readStanding, refusals } from './policy/policy.ts'
import { refusalName } from './policy/refusal.ts'

/** What everybody who holds something should know: that a policy was refused. */
export async function readNotice(): Promise<string | undefined> {
  const [refusal, standing] = await Promise.all([refusals.read(), readStanding()])
  if (refusal === undefined) return undefined
  return refusalWords(refusal, standing.kind === 'policy' ? standing.inForce.policy.version : undefined)
}

/** Tells it whenever it changes. */
export function watchNotice(tell: (words: string | undefined) => void): void {
  browser.storage.session.onChanged.addListener((changes) => {
    if (refusalName in changes) void readNotice().then(tell)
  })
}
