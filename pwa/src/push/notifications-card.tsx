import { useNotifications } from './use-notifications.ts'

/** Offers notifications where they are not on; says why where they can't be. Nothing when all is well. */
export function NotificationsCard() {
  const { state, busy, failure, start } = useNotifications()
  if (state === undefined || state.kind === 'on') return null
  return (
    <section class="card offer" aria-label="Notifications">
      {state.kind === 'off' ? (
        <>
          <h2>Hear of requests at once</h2>
          <p>This phone stays silent while the app is closed.</p>
          {failure === undefined ? null : (
            <p class="fault" role="alert">
              {failure}
            </p>
          )}
          <button type="button" class="button button--main" disabled={busy} onClick={start}>
            {busy ? 'Turning on…' : 'Turn on notifications'}
          </button>
        </>
      ) : (
        <>
          <h2>Notifications are off</h2>
          <p>{state.kind === 'blocked' ? blockedWords : state.installFirst ? installWords : unsupportedWords}</p>
        </>
      )}
    </section>
  )
}

const blockedWords =
  'They are blocked for this app. Allow them in the settings of your browser or phone, then open the app again.'
const installWords = 'Add this app to your Home Screen first: Share, then “Add to Home Screen”. Open it there.'
const unsupportedWords = 'This browser can’t receive them. Requests show here while the app is open.'
