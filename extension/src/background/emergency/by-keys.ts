import { emergencyUntil, mayReleaseInEmergency, ProtocolError } from '@countersign/shared/protocol'
import type { Held } from '../../panel-view.ts'
import type { Claimed, Warrant } from '../release/warrant.ts'
import { heldOf } from '../request/ask.ts'
import { correctedNow } from '../request/clock.ts'
import { whoDenied } from '../request/denies.ts'
import type { Own } from '../request/request.ts'
import { readLastSignIn } from '../session/last-sign-in.ts'
import { relay } from '../session/relay.ts'
import { readSession } from '../session/session.ts'
import type { Signed } from './await-keys.ts'
import { keepClaim, settleClaim } from './claims.ts'
import { sendClaims } from './send-claims.ts'

/** Lets a request through by what keys have signed that the policy names for emergencies. Nobody has approved it. */
export function byKeys(own: Own, signed: Signed): Warrant {
  const { request } = own
  const { statements, judgements, quorumAt } = signed
  return {
    held: heldByKeys(own),
    went: { how: 'signed', by: judgements[0]?.statements.map(({ key }) => key.name) ?? [] },
    since: quorumAt,
    until: Math.min(emergencyUntil(own), quorumAt + request.execute_within * 1_000),
    ready: { step: 'signed', quorumAt, statements },
    refusal: () => refusalOf(own, signed),
    claim: () => claim(own, statements),
    report: async (outcome) => {
      await settleClaim(request.id, outcome)
      sendClaims()
    },
  }
}

/** What is held, where a key is waited for in the place of people. */
export function heldByKeys(own: Pick<Own, 'request' | 'rule'>): Held {
  return { ...heldOf(own), asks: 'keys' }
}

async function refusalOf(own: Own, { judgements, quorumAt }: Signed): Promise<ProtocolError | undefined> {
  // The session may have ended with everything else; who signed in last is still who sits here, until they sign out.
  const me = (await readSession())?.identity ?? (await readLastSignIn())?.identity
  if (me === undefined) return new ProtocolError('request_requester_mismatch')
  const denied = await isDenied(own)
  try {
    const now = await correctedNow(own)
    for (const judgement of judgements) {
      mayReleaseInEmergency({ ...judgement, madeUnder: own.request.policy, me, denied, quorumAt, now })
    }
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }
}

/** Milliseconds: on such a day the relay may well be away, and then nobody has denied it there either. */
const patience = 3_000

/** Whether somebody who may has denied it, as far as the relay can be asked. */
async function isDenied(own: Own): Promise<boolean> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience))
  const denied = readDeny(own).catch(() => undefined)
  return (await Promise.race([denied, late])) !== undefined
}

async function readDeny(own: Own) {
  const client = await relay()
  const { status } = await client.call('readRequest', { params: { id: own.request.id } }, AbortSignal.timeout(patience))
  return whoDenied(own, status)
}

/** Nobody but this browser has what would be sent: so it is enough that it keeps the claim itself. */
async function claim(own: Own, statements: readonly string[]): Promise<Claimed> {
  return (await keepClaim(own, statements, Math.round(await correctedNow(own)))) ? 'granted' : 'refused'
}
