import { lazy, Suspense } from 'preact/compat'
import { useEffect, useState } from 'preact/hooks'
import { type Began, begin, verifyPath } from './begin.ts'
import { Frame, Message } from './frame.tsx'
import { usePath } from './navigate.ts'
import { SignInPage } from './sign-in/sign-in-page.tsx'

/** Loaded while the person signs in, or at once for somebody who is. */
const SignedIn = lazy(() => import('./signed-in.tsx'))
const VerifyPage = lazy(() => import('./bundle/verify-page.tsx'))
const EndedPage = lazy(() => import('./policy/ended-page.tsx'))

/** The phone app: it starts, and then shows the page that the address names. */
export function App() {
  const [began, setBegan] = useState<Began>({ kind: 'starting' })
  const path = usePath()
  useEffect(() => {
    void begin().then(setBegan)
  }, [])
  useEffect(() => {
    if (began.kind !== 'offline') return undefined
    const again = () => void begin().then(setBegan)
    addEventListener('online', again)
    return () => removeEventListener('online', again)
  }, [began.kind])

  useEnd(began, setBegan)

  if (began.kind === 'starting') return <Starting />
  if (path === verifyPath && began.kind !== 'ready') {
    return (
      <Suspense fallback={<Starting />}>
        <VerifyPage phone={'phone' in began ? began.phone : undefined} back={<Start />} />
      </Suspense>
    )
  }
  if (began.kind === 'refused') return <Words headline="Nothing can be shown here" words={began.words} />
  if (began.kind === 'offline') {
    return (
      <Words
        headline="No connection"
        words="Countersign cannot be reached. It tries again when this phone is online."
      />
    )
  }
  if (began.kind === 'ended') {
    return (
      <Suspense fallback={<Starting />}>
        <EndedPage policy={began.phone.inForce.trusted.policy} />
      </Suspense>
    )
  }
  if (began.kind === 'sign-in') return <SignInPage phone={began.phone} path={path} notice={began.notice} />
  return (
    <Suspense fallback={<Starting />}>
      <SignedIn phone={began.phone} session={began.session} path={path} notice={began.notice} />
    </Suspense>
  )
}

/** A policy may end while the app is open. */
function useEnd(began: Began, setBegan: (next: Began) => void): void {
  const phone = began.kind === 'ready' || began.kind === 'sign-in' ? began.phone : undefined
  useEffect(() => {
    if (phone === undefined) return undefined
    const left = phone.inForce.trusted.policy.valid_until - phone.now()
    // Longer than timers can wait (2³¹ ms), nobody leaves an app open.
    if (left >= 2 ** 31) return undefined
    const timer = setTimeout(() => setBegan({ kind: 'ended', phone }), left)
    return () => clearTimeout(timer)
  }, [phone, setBegan])
}

/** Starts anew: who was signed in a while ago is, again. */
function Start() {
  return (
    <a class="button" href="/">
      Back
    </a>
  )
}

function Words({ headline, words }: { readonly headline: string; readonly words: string }) {
  return (
    <Frame>
      <Message headline={headline}>
        <p>{words}</p>
      </Message>
    </Frame>
  )
}

/** As large as what follows, so that nothing jumps. */
function Starting() {
  return (
    <Frame>
      <div class="card skeleton" aria-busy="true">
        <span class="sr" role="status">
          One moment…
        </span>
        <i class="bone bone--short" />
        <i class="bone bone--tall" />
        <i class="bone" />
        <i class="bone bone--short" />
      </div>
    </Frame>
  )
}
