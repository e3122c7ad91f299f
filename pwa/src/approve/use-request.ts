import { isSessionOver, RelayError, type RequestStatus } from '@countersign/shared/api'
import { type Decision, ProtocolError, type RequestId } from '@countersign/shared/protocol'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { wordsOf } from '../words.ts'
import { sendDecision } from './decide.ts'
import { keptDecision } from './decisions-kept.ts'
import { type Judged, type JudgedDecision, judge, judgeDecisions } from './judge.ts'
import { type JudgedKeys, judgeKeys } from './keys.ts'
import { type JudgedReview, judgeReview } from './review.ts'

/** A request on this phone: nothing of it is there before every check has passed. */
export type Known =
  | { readonly kind: 'loading' }
  | { readonly kind: 'gone' }
  /** It is another stage's turn. */
  | { readonly kind: 'not-yet' }
  /** It ended before it was this person's turn; what it came to is the relay's word. */
  | { readonly kind: 'over'; readonly state: string }
  /** A check failed; nothing of the action may be shown. */
  | { readonly kind: 'fails'; readonly words: string }
  | { readonly kind: 'unreachable'; readonly words: string }
  | {
      readonly kind: 'holds'
      readonly judged: Judged
      readonly status: RequestStatus
      readonly decisions: readonly JudgedDecision[]
      /** What emergency keys have signed of it. */
      readonly keys: JudgedKeys | undefined
      /** Of what went without approval. */
      readonly review: JudgedReview | undefined
    }

export type RequestInHand = {
  readonly known: Known
  /** A decision of mine that is on its way. */
  readonly sending: Decision['decision'] | undefined
  /** Why it did not arrive; `again`: it is kept, and may arrive yet. */
  readonly failure: { readonly words: string; readonly again: boolean } | undefined
  readonly reload: () => void
  /** Sends the decision that was kept for this request. */
  readonly send: () => Promise<void>
}

/** Reads a request, judges it, sends a decision that was made on this phone, and follows what happens. */
export function useRequest(id: string): RequestInHand {
  const desk = useDesk()
  const [known, setKnown] = useState<Known>({ kind: 'loading' })
  const [sending, setSending] = useState<Decision['decision']>()
  const [failure, setFailure] = useState<RequestInHand['failure']>()
  const judged = useRef<Judged>(undefined)

  const take = useCallback(
    async (status: RequestStatus) => {
      if (judged.current === undefined) return
      const holds = judged.current
      // What was over when it was judged is never asked again: of what keys released the sign-in may be of any age.
      if (status.state === 'pending' && holds.view.status.state !== 'pending') return
      const [decisions, keys, review] = await Promise.all([
        judgeDecisions(desk.phone, desk.session, holds, status.decisions),
        judgeKeys(holds, status),
        judgeReview(desk.phone, desk.session, holds, status),
      ])
      setKnown((before) => {
        // Answers and events may overtake one another; what happened does not unhappen.
        if (before.kind === 'holds' && progress(before.status) > progress(status)) return before
        return { kind: 'holds', judged: holds, status, decisions, keys, review }
      })
    },
    [desk],
  )

  const send = useCallback(async () => {
    const decision = await keptDecision(id, desk.phone.now())
    if (decision === undefined) return
    setSending(decision.decision)
    setFailure(undefined)
    try {
      await take(await sendDecision(desk.phone, asRequestId(id), decision))
    } catch (error) {
      if (isSessionOver(error)) desk.sessionOver()
      setFailure({ words: wordsOf(error), again: (await keptDecision(id, desk.phone.now())) !== undefined })
    } finally {
      setSending(undefined)
    }
  }, [desk, id, take])

  const load = useCallback(async () => {
    try {
      const view = await desk.phone.client.call('readRequest', { params: { id: asRequestId(id) } })
      judged.current = await judge(desk.phone, view)
      // Before the card is shown: somebody who has decided is not asked again.
      if (view.status.state === 'pending') await send()
      await take(view.status)
    } catch (error) {
      if (isSessionOver(error)) desk.sessionOver()
      setKnown((before) => afterFailure(before, error))
    }
  }, [desk, id, take, send])

  useEffect(() => void load(), [load])
  useEffect(
    () =>
      desk.listen((heard) => {
        if (heard.event === 'status' && heard.status.id === id) {
          // Whoever is asked by and by hears of it when it is their turn.
          void (judged.current === undefined ? load() : take(heard.status))
        }
        if (heard.event === 'ready' && judged.current !== undefined) void load()
      }),
    [desk, id, take, load],
  )
  useEffect(() => {
    if (known.kind !== 'not-yet') return
    // Who is not asked is told of nothing, so neither of its end.
    const timer = setInterval(() => void load(), lookAgain)
    return () => clearInterval(timer)
  }, [known.kind, load])
  return { known, sending, failure, reload: () => void load(), send }
}

/** Milliseconds. */
const lookAgain = 3_000

/** How far a request has come; it only grows. */
function progress({ state, decisions, refused, released, ended, outcome, unapproved }: RequestStatus): number {
  const { reviewed, closed } = unapproved ?? {}
  const marks = [state !== 'pending', refused, released, ended, outcome, reviewed, closed].filter(
    (mark) => mark !== undefined && mark !== false,
  )
  return decisions.length + marks.length
}

/** What is shown already stays while it only cannot be read again. */
function afterFailure(before: Known, error: unknown): Known {
  if (error instanceof RelayError && error.code === 'not_found') return { kind: 'gone' }
  if (error instanceof RelayError && error.code === 'stage_not_open') return { kind: 'not-yet' }
  if (error instanceof RelayError && error.code === 'request_not_pending')
    return { kind: 'over', state: error.state ?? 'cancelled' }
  if (error instanceof ProtocolError) return { kind: 'fails', words: error.message }
  const stays = before.kind === 'holds' || before.kind === 'not-yet'
  return stays ? before : { kind: 'unreachable', words: wordsOf(error) }
}

/** A path's id has the shape of one; the relay answers 404 for any other. */
function asRequestId(id: string): RequestId {
  return id as RequestId
}
