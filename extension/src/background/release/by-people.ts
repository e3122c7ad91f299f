import { RelayError } from '@countersign/shared/api'
import { makeSalt, mayRelease, ProtocolError } from '@countersign/shared/protocol'
import { heldOf } from '../request/ask.ts'
import { correctedNow } from '../request/clock.ts'
import { report } from '../request/outcome.ts'
import type { Own } from '../request/request.ts'
import type { Verdict } from '../request/verify.ts'
import { wentBy } from '../request/went.ts'
import { pause, relay } from '../session/relay.ts'
import { readSession } from '../session/session.ts'
import type { Claimed, Warrant } from './warrant.ts'

type Decided = Exclude<Verdict, { kind: 'refused' }>

/** Lets a request through by what people have decided, seen and checked at `quorumAt`. */
export function byPeople(own: Own, verdict: Decided, quorumAt: number): Warrant {
  const { request } = own
  const until = Math.min(request.expires, quorumAt + request.execute_within * 1_000)
  return {
    held: heldOf(own),
    went: wentBy(verdict),
    since: quorumAt,
    until,
    ready: { step: 'ready', quorumAt },
    refusal: () => refusalOf(own, verdict, quorumAt),
    claim: (stopped) => claim(own, until, stopped),
    report: (outcome) => report(own, outcome),
  }
}

async function refusalOf(own: Own, { judgements }: Decided, quorumAt: number): Promise<ProtocolError | undefined> {
  const session = await readSession()
  // Who signed out in the meantime is nobody, and nobody's request is not released.
  if (session === undefined) return new ProtocolError('request_requester_mismatch')
  try {
    for (const judgement of judgements) {
      mayRelease({
        ...judgement,
        madeUnder: own.request.policy,
        me: session.identity,
        denied: false,
        quorumAt,
        now: await correctedNow(own),
      })
    }
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }
}

/**
 * approved, confirmed or broken → released, atomically at the relay; waited for no longer than the request may run. Where no answer comes the
 * same claim is made again: only this worker knows its name, and nothing is sent before. Refused: its time was over, or
 * somebody was faster.
 */
async function claim({ request }: Pick<Own, 'request'>, until: number, stopped: AbortSignal): Promise<Claimed> {
  const client = await relay()
  const body = { claim: makeSalt() }
  const late = AbortSignal.timeout(Math.max(0, until - (await correctedNow({ request }))))
  for (let tries = 0; tries < 6 && !late.aborted && !stopped.aborted; tries += 1) {
    try {
      await client.call('claimRequest', { params: { id: request.id }, body }, late)
      return 'granted'
    } catch (error) {
      if (error instanceof RelayError && error.status === 409 && tries === 0) return 'refused'
      console.warn('Countersign: the claim was not answered.', error)
      if (error instanceof RelayError && error.status < 500) return 'unanswered'
      await pause(250 * 2 ** tries, AbortSignal.any([late, stopped]))
    }
  }
  return 'unanswered'
}
