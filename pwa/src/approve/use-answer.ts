import type { Position } from '@countersign/shared/protocol'
import { useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { useReturn } from '../sign-in/use-return.ts'
import { wordsOf } from '../words.ts'
import { type Answer, deny, startSigning } from './decide.ts'
import { issuerName, type Judged } from './judge.ts'
import type { RequestInHand } from './use-request.ts'

/** The two answers. To sign one leaves the app for the identity provider; denying is one tap. */
export function useAnswer(judged: Judged, inHand: RequestInHand, answer: Answer) {
  const { phone, session } = useDesk()
  const [busy, setBusy] = useState<'sign' | 'deny'>()
  const [failure, setFailure] = useState<string>()
  useReturn(() => setBusy(undefined))
  const run = async (which: 'sign' | 'deny', work: () => Promise<void>) => {
    setBusy(which)
    setFailure(undefined)
    try {
      await work()
    } catch (error) {
      setBusy(undefined)
      const issuer = issuerName(judged.trusted, session.identity)
      setFailure(which === 'sign' ? `${issuer} cannot be reached. Nothing was signed. Try again.` : wordsOf(error))
    }
  }
  return {
    busy,
    failure,
    /** @param position where the approver says that they are, if the rule asks */
    sign: (position?: Position) =>
      run('sign', async () => location.assign(await startSigning(session, judged, answer, position))),
    deny: () =>
      run('deny', async () => {
        await deny(phone, session, judged, answer.reason)
        await inHand.send()
        setBusy(undefined)
      }),
  }
}
