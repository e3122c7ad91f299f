import { nameOf } from '@countersign/shared/protocol'
import { Person } from '@countersign/shared/ui'
import { issuerName } from '../approve/judge.ts'
import { useDesk } from '../desk.ts'
import { Frame, Link } from '../frame.tsx'
import { trustWords } from '../policy/trust.ts'
import { lastDay } from '../policy/validity.ts'
import { turnOff } from '../push/notifications.ts'
import { NotificationsCard } from '../push/notifications-card.tsx'
import { forgetSession } from '../sign-in/session.ts'
import { DevicesCard } from './devices-card.tsx'

/** Who I am here, which devices are mine, and whose rules this phone goes by. */
export function SettingsPage() {
  const { phone, session } = useDesk()
  const { trusted, fingerprint } = phone.inForce
  return (
    <Frame
      actions={
        <Link class="button" to="/">
          Back
        </Link>
      }
    >
      <h1 class="title" tabIndex={-1}>
        Settings
      </h1>
      <section class="card">
        <Person name={nameOf(session.identity)} note={`signed in with ${issuerName(trusted, session.identity)}`} />
        <button type="button" class="button" onClick={signOut}>
          Sign out on this phone
        </button>
      </section>
      <NotificationsCard />
      <DevicesCard />
      <section class="card">
        <h2>Whose rules this phone goes by</h2>
        <dl class="facts">
          <dt>Whose</dt>
          <dd>{trusted.policy.organisation}</dd>
          <dt>Version</dt>
          <dd>{trusted.policy.version}</dd>
          <dt>Key</dt>
          <dd class="mono">{fingerprint}</dd>
          <dt>Last day</dt>
          <dd>{lastDay(trusted.policy)}</dd>
        </dl>
        <p class="quiet">{trustWords(phone.build)}</p>
      </section>
      <section class="card">
        <h2>Proofs</h2>
        <p class="quiet">A saved proof shows who asked, who decided and what was sent. This phone checks it itself.</p>
        <Link class="button" to="/verify">
          Check a proof
        </Link>
      </section>
    </Frame>
  )
}

async function signOut(): Promise<void> {
  await turnOff().catch(() => undefined)
  await forgetSession()
  location.assign('/')
}
