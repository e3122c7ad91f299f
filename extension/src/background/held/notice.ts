import browser from 'webextension-polyfill'
import type { Notice } from '../../panel-view.ts'
import { refusalWords } from '../../policy-words.ts'
import { readStanding, refusals } from '../policy/policy.ts'
import { refusalName } from '../policy/refusal.ts'
import { readSignInWanted, watchSignInWanted } from '../session/sign-in-wanted.ts'

/** What everybody who holds something should know: first of all what nothing goes on without. */
export async function readNotice(): Promise<Notice | undefined> {
  const issuers = readSignInWanted()
  if (issuers !== undefined) return { kind: 'sign-in', issuers }
  const [refusal, standing] = await Promise.all([refusals.read(), readStanding()])
  if (refusal === undefined) return undefined
  const inForce = standing.kind === 'policy' ? standing.inForce.policy.version : undefined
  return { kind: 'policy-refused', words: refusalWords(refusal, inForce) }
}

/** Tells it whenever it changes. */
export function watchNotice(tell: (notice: Notice | undefined) => void): void {
  const look = () => void readNotice().then(tell)
  watchSignInWanted(look)
  browser.storage.session.onChanged.addListener((changes) => {
    if (refusalName in changes) look()
  })
}
