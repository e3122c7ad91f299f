import { RelayError } from '@countersign/shared/api'
import { jcs } from '@countersign/shared/protocol'
import { makeRelayClient } from '../session/relay-client.ts'
import { readSession } from '../session/session.ts'
import { type EmergencyClaim, forgetClaim, readClaims } from './claims.ts'

/**
 * Tells the relay of what emergency keys have released here, once it is back and their requester is signed in: at every
 * start, with every sign-in, and every few minutes, until it has been taken. Nobody is asked to sign in for it.
 */
export function sendClaims(): void {
  last = last.then(sendAll).catch((error: unknown) => {
    console.warn('Countersign: the relay could not be told of an emergency.', error)
  })
}

/** One after the other: the same claim is not on its way twice. */
let last: Promise<void> = Promise.resolve()

async function sendAll(): Promise<void> {
  const claims = await readClaims()
  const session = await readSession()
  if (claims.length === 0 || session === undefined || session.expires <= Date.now()) return
  const client = await makeRelayClient(async () => session.token)
  const mine = claims.filter(({ request }) => jcs(request.requester) === jcs(session.identity))
  for (const claim of mine) {
    const { request, ...reported } = claim
    try {
      await client.call('reportEmergency', { params: { id: request.id }, body: bodyOf(claim) })
      // What is still being sent is told once more when it is known how it went.
      if (reported.outcome !== undefined) await forgetClaim(request.id)
    } catch (error) {
      if (!(error instanceof RelayError)) throw error
      // It is kept: what a relay does not take is still what happened.
      console.warn('Countersign: the relay does not take an emergency.', error)
    }
  }
}

function bodyOf({ statements, ...claim }: EmergencyClaim) {
  return { ...claim, statements: [...statements] }
}
