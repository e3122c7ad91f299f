import type { Issuer } from '@countersign/shared/policy'
import { useState } from 'preact/hooks'
import { Frame, Link, Message, Notice } from '../frame.tsx'
import type { Phone } from '../phone.ts'
import { EndsNotice, RefusedNotice } from '../policy/policy-notices.tsx'
import { trustWords } from '../policy/trust.ts'
import { useReturn } from './use-return.ts'

export type SignInStart = {
  /** The issuer that the browser is on its way to. */
  readonly busy: string | undefined
  readonly failure: string | undefined
  readonly start: (issuer: Issuer, silent: boolean) => Promise<void>
}

/** Leaves for the identity provider, to come back at `back`. */
export function useSignIn(phone: Phone, back: string): SignInStart {
  const [busy, setBusy] = useState<string>()
  const [failure, setFailure] = useState<string>()
  useReturn(() => setBusy(undefined))
  const start = async (issuer: Issuer, silent: boolean) => {
    setBusy(issuer.issuer)
    setFailure(undefined)
    try {
      const { startSignIn } = await import('./sign-in.ts')
      location.assign(await startSignIn(phone, issuer, back, silent))
    } catch {
      setBusy(undefined)
      setFailure(`${issuer.name} cannot be reached. Check your connection and try again.`)
    }
  }
  return { busy, failure, start }
}

type SignInPageProps = { readonly phone: Phone; readonly path: string; readonly notice: string | undefined }

/** Who is at this phone: asked once, and again when the provider has forgotten. */
export function SignInPage({ phone, path, notice }: SignInPageProps) {
  const { organisation, issuers } = phone.inForce.trusted.policy
  const { busy, failure, start } = useSignIn(phone, path)
  const actions = (
    <>
      {issuers.map((issuer) => (
        <button
          type="button"
          class="button button--main"
          key={issuer.issuer}
          disabled={busy !== undefined}
          onClick={() => start(issuer, false)}
        >
          {busy === issuer.issuer ? `Opening ${issuer.name}…` : `Sign in with ${issuer.name}`}
        </button>
      ))}
      <p class="fine">Signing in approves nothing. You sign in again for every approval.</p>
      <Link to="/verify" class="button button--plain">
        Check a proof
      </Link>
    </>
  )
  return (
    <Frame actions={actions}>
      <RefusedNotice phone={phone} />
      <EndsNotice phone={phone} />
      {failure === undefined ? null : <Notice tone="bad">{failure}</Notice>}
      {notice === undefined || failure !== undefined ? null : <Notice tone="plain">{notice}</Notice>}
      <Message headline={`Approve for ${organisation}`}>
        <p>
          When a colleague needs a second person, you are asked here. You see exactly what will run, and you decide.
        </p>
        <p class="quiet">{trustWords(phone.build)}</p>
        <details class="trust">
          <summary>Whose rules this phone goes by</summary>
          <p>Signed with the key</p>
          <p class="mono">{phone.inForce.fingerprint}</p>
        </details>
      </Message>
    </Frame>
  )
}
