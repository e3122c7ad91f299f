import { lazy, Suspense } from 'preact/compat'
import { useEffect, useState } from 'preact/hooks'
import { type Began, begin } from './begin.ts'
import { Frame, Message } from './frame.tsx'
import { usePath } from './navigate.ts'
import { SignInPage } from './sign-in/sign-in-page.tsx'

/** Loaded while the person signs in, or at once for somebody who is. */
const SignedIn = lazy(() => import('./signed-in.tsx'))

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

  if (began.kind === 'starting') return <Starting />
  if (began.kind === 'refused') return <Words headline="Nothing can be shown here" words={began.words} />
  if (began.kind === 'offline') {
    return (
      <Words
        headline="No connection"
        words="Countersign cannot be reached. It tries again when this phone is online."
      />
    )
  }
  if (began.kind === 'sign-in') return <SignInPage phone={began.phone} path={path} notice={began.notice} />
  return (
    <Suspense fallback={<Starting />}>
      <SignedIn phone={began.phone} session={began.session} path={path} notice={began.notice} />
    </Suspense>
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
