import browser from 'webextension-polyfill'
import { describeBrowser } from '../browser/describe-browser.ts'
import { readStanding } from '../policy/policy.ts'
import { makeRelayClient } from '../session/relay-client.ts'
import { readSession } from '../session/session.ts'
import { readCoverage } from './coverage.ts'
import { readLimits } from './read-limits.ts'
import { reportOf } from './report.ts'

/** Milliseconds between two reports at the least: every second alarm. */
const pause = 9 * 60_000

/**
 * Tells the relay how protected requests came in this browser, for the security team. Where nobody is signed in, or the
 * relay is away, it hears of it another time: nothing else depends on it, and nobody is asked to sign in for it.
 */
export async function sendCoverage(): Promise<void> {
  const [session, standing] = await Promise.all([readSession(), readStanding()])
  const now = Date.now()
  if (session === undefined || session.expires <= now || standing.kind === 'nothing' || !(await isDue(now))) return
  const { browserName } = await describeBrowser()
  const own = { browser: browserName, limits: await readLimits() }
  const body = reportOf(standing.inForce.policy, await readCoverage(), own)
  // Before it is sent: a relay that is away is not tried at every start of this worker.
  await browser.storage.session.set({ [sentAt]: now })
  try {
    const client = await makeRelayClient(async () => session.token)
    await client.call('reportCoverage', { body })
  } catch (error) {
    console.warn('Countersign: the relay could not be told of the coverage.', error)
  }
}

const sentAt = 'coverage-sent'

async function isDue(now: number): Promise<boolean> {
  const { [sentAt]: last } = await browser.storage.session.get(sentAt)
  return typeof last !== 'number' || last + pause <= now
}
