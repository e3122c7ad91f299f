import { lazy, Suspense } from 'preact/compat'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { DecidedPage, WaitingPage } from './approve/list-page.tsx'
import { makeLive } from './approve/live.ts'
import { RequestPage } from './approve/request-page.tsx'
import { type Desk, DeskContext } from './desk.ts'
import { Frame, Link, Message, Notice } from './frame.tsx'
import { go } from './navigate.ts'
import type { Phone } from './phone.ts'
import { EndsNotice, RefusedNotice } from './policy/policy-notices.tsx'
import { reportRefusal } from './policy/report-refusal.ts'
import { routeOf } from './route.ts'
import { SettingsPage } from './settings/settings-page.tsx'
import { endSession, type Session } from './sign-in/session.ts'
import { useSignIn } from './sign-in/sign-in-page.tsx'

const VerifyPage = lazy(() => import('./bundle/verify-page.tsx'))

type SignedInProps = {
  readonly phone: Phone
  readonly session: Session
  readonly path: string
  readonly notice: string | undefined
}

/** The pages of somebody who is signed in, with one stream of events for all of them. */
export default function SignedIn({ phone, session, path, notice }: SignedInProps) {
  const [over, setOver] = useState(false)
  const [lost, setLost] = useState(false)
  const [message, setMessage] = useState(notice)
  const live = useMemo(() => makeLive(phone.client), [phone])
  const desk: Desk = useMemo(
    () => ({ phone, session, listen: live.listen, sessionOver: () => setOver(true) }),
    [phone, session, live],
  )
  useEffect(
    () =>
      live.listen(({ event }) => {
        if (event === 'over') setOver(true)
        if (event === 'lost' || event === 'ready') setLost(event === 'lost')
      }),
    [live],
  )
  // Otherwise the app would begin with it again, in the place of a sign-in.
  useEffect(() => void (over && endSession(session)), [over, session])
  useEffect(() => void reportRefusal(phone), [phone])
  useNotificationClicks()
  return (
    <DeskContext.Provider value={desk}>
      <div class="notices">
        {over ? <SessionOver phone={phone} session={session} path={path} /> : null}
        {lost && !over ? <Notice tone="plain">No connection. What you see may be old.</Notice> : null}
        <RefusedNotice phone={phone} />
        {routeOf(path).page === 'request' ? null : <EndsNotice phone={phone} />}
        {message === undefined ? null : <Dismissable words={message} onDismiss={() => setMessage(undefined)} />}
      </div>
      <Page path={path} phone={phone} />
    </DeskContext.Provider>
  )
}

function Page({ path, phone }: { readonly path: string; readonly phone: Phone }) {
  const route = routeOf(path)
  if (route.page === 'waiting') return <WaitingPage />
  if (route.page === 'decided') return <DecidedPage />
  if (route.page === 'settings') return <SettingsPage />
  if (route.page === 'verify') {
    return (
      <Suspense fallback={<Frame>{null}</Frame>}>
        <VerifyPage phone={phone} back={<ToSettings />} />
      </Suspense>
    )
  }
  if (route.page === 'request') return <RequestPage key={route.id} id={route.id} />
  return (
    <Frame>
      <Message headline="There is nothing here">
        <p>
          <Link to="/">See what waits for you</Link>
        </p>
      </Message>
    </Frame>
  )
}

function ToSettings() {
  return (
    <Link class="button" to="/settings">
      Back
    </Link>
  )
}

function SessionOver({ phone, session, path }: { phone: Phone; session: Session; path: string }) {
  const issuer = phone.inForce.trusted.policy.issuers.find((candidate) => candidate.issuer === session.identity.iss)
  const { busy, failure, start } = useSignIn(phone, path)
  if (issuer === undefined) return null
  return (
    <Notice tone="plain">
      <p>{failure ?? 'Your sign-in is over. What you see may be old.'}</p>
      <button
        type="button"
        class="button button--small"
        disabled={busy !== undefined}
        onClick={() => start(issuer, true)}
      >
        Sign in again
      </button>
    </Notice>
  )
}

function Dismissable({ words, onDismiss }: { words: string; onDismiss: () => void }) {
  return (
    <Notice tone="bad">
      <p>{words}</p>
      <button type="button" class="button button--small" onClick={onDismiss}>
        OK
      </button>
    </Notice>
  )
}

/** The service worker brings this window to the front and says which request was tapped. */
function useNotificationClicks(): void {
  useEffect(() => {
    const hear = ({ data }: MessageEvent<unknown>) => {
      if (data === null || typeof data !== 'object' || !('go' in data) || typeof data.go !== 'string') return
      if (routeOf(data.go).page !== 'unknown') go(data.go)
    }
    navigator.serviceWorker?.addEventListener('message', hear)
    return () => navigator.serviceWorker?.removeEventListener('message', hear)
  }, [])
}
