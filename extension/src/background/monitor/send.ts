import { type MonitoredReport, RelayError } from '@countersign/shared/api'
import { makeRelayClient } from '../session/relay-client.ts'
import { readSession } from '../session/session.ts'

/**
 * Tells the relay what monitored rules matched. Nobody is asked to sign in for it.
 *
 * @returns whether it need not be said again: the relay has it, or never will
 * @throws {RelayUnreachable}
 */
export async function sendMonitored(body: MonitoredReport): Promise<boolean> {
  const session = await readSession()
  if (session === undefined || session.expires <= Date.now()) return false
  try {
    const client = await makeRelayClient(async () => session.token)
    await client.call('reportMonitored', { body })
    return true
  } catch (error) {
    if (!(error instanceof RelayError)) throw error
    return error.code === 'malformed' || error.code === 'request_policy_mismatch'
  }
}
