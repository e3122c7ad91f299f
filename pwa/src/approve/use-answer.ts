import { useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import type { Signing } from '../sign-in/transaction.ts'
import { useReturn } from '../sign-in/use-return.ts'
import { wordsOf } from '../words.ts'
import { deny, startSigning } from './decide.ts'
import { issuerName, type Judged } from './judge.ts'
import type { RequestInHand } from './use-request.ts'

/** As what it would be signed, and why; an empty reason is none. */
type Answer = { readonly kind: Signing['kind']; readonly reason: string }

/** The two answers. To sign one leaves the app for the identity provider; denying is one tap. */
export function useAnswer(judged: Judged, inHand: RequestInHand, { kind, reason }: Answer) {
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
    sign: () => run('sign', async () => location.assign(await startSigning(session, judged, kind, reason))),
    deny: () =>
      run('deny', async () => {
        await deny(phone, session, judged, reason)
        await inHand.send()
        setBusy(undefined)
      }),
  }
}
