import { demandEmergency, type EmergencyStatement, emergencyUntil, ProtocolError } from '@countersign/shared/protocol'
import type { EmergencyView } from '../../emergency-view.ts'
import type { Hold } from '../held/held.ts'
import { policyByDigest } from '../policy/policy.ts'
import { correctedNow } from '../request/clock.ts'
import type { Own } from '../request/request.ts'
import { areEnough, judgeStatements, type KeyJudgement } from './judge-statements.ts'

/** Enough keys have signed; seen at `quorumAt`, by the corrected clock. */
export type Signed = {
  readonly statements: readonly string[]
  readonly judgements: readonly KeyJudgement[]
  readonly quorumAt: number
}

/**
 * Takes statements in until enough keys have signed.
 *
 * @returns undefined once the signal aborts, or the time for it is over
 */
export async function awaitKeys(
  { desk }: Pick<Hold, 'desk'>,
  own: Own,
  stopped: AbortSignal,
): Promise<Signed | undefined> {
  const left = emergencyUntil(own) - Date.now()
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(Math.max(0, left))])
  let taken: readonly string[] = []
  let found: readonly EmergencyStatement[] = []
  let refused: string | undefined
  for (;;) {
    desk.show(await openView(own, found, refused))
    const jws = await desk.next(signal)
    if (jws === undefined) return undefined
    const judged = await judgeWith(own, taken, jws.trim())
    refused = judged.kind === 'refused' ? judged.why : undefined
    if (judged.kind === 'refused') continue
    taken = [...taken, jws.trim()]
    found = judged.judgements[0]?.statements ?? []
    if (areEnough(judged.judgements)) return { ...judged, statements: taken }
  }
}

type Judged =
  | { readonly kind: 'counts'; readonly judgements: readonly KeyJudgement[]; readonly quorumAt: number }
  | { readonly kind: 'refused'; readonly why: string }

async function judgeWith(own: Own, taken: readonly string[], jws: string): Promise<Judged> {
  try {
    const judgements = await judgeStatements(own, [...taken, jws])
    const keys = judgements[0]?.statements.map(({ thumbprint }) => thumbprint) ?? []
    if (new Set(keys).size < keys.length) return { kind: 'refused', why: repeated }
    return { kind: 'counts', judgements, quorumAt: await correctedNow(own) }
  } catch (error) {
    if (error instanceof ProtocolError) return { kind: 'refused', why: `${error.message} (${error.code})` }
    throw error
  }
}

const repeated = 'This key has signed already, and counts once. Another key has to sign.'

async function openView(
  { request, rule, body }: Own,
  found: readonly EmergencyStatement[],
  refused: string | undefined,
): Promise<EmergencyView> {
  const { keys, quorum } = demandEmergency(rule)
  const known = (await policyByDigest(request.policy))?.policy.emergency_keys ?? []
  const { summary, match, per_load, console, number } = rule
  return {
    state: 'open',
    request,
    rule: { summary, match, console, number, ...(per_load === undefined ? {} : { per_load }) },
    body,
    until: emergencyUntil({ request, rule }),
    quorum,
    keepers: known.filter(({ id }) => keys.includes(id)).map(({ name }) => name),
    signed: found.map(({ key }) => key.name),
    refused,
  }
}
