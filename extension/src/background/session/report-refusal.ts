import { refusals } from '../policy/policy.ts'
import { makeRelayClient } from './relay-client.ts'
import { readSession } from './session.ts'

/**
 * Tells the relay's log of a policy that was refused. Where nobody is signed in it hears of it with the next sign-in;
 * nobody is asked to sign in for it.
 */
export async function reportRefusal(): Promise<void> {
  const session = await readSession()
  if (session === undefined || session.expires <= Date.now()) return
  const client = await makeRelayClient(async () => session.token)
  await refusals.report(client).catch((error: unknown) => {
    console.warn('Countersign: the relay could not be told of the policy that was refused.', error)
  })
}
