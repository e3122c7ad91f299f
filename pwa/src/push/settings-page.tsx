import type { Device } from '@countersign/shared/api'
import { Person, Visible } from '@countersign/shared/ui'
import { useCallback, useEffect, useState } from 'preact/hooks'
import { issuerName } from '../approve/judge.ts'
import { useDesk } from '../desk.ts'
import { Frame, Link, Notice } from '../frame.tsx'
import { trustWords } from '../policy/trust.ts'
import { lastDay } from '../policy/validity.ts'
import { forgetSession, nameOf } from '../sign-in/session.ts'
import { wordsOf } from '../words.ts'
import { isThisPhone, turnOff } from './notifications.ts'
import { NotificationsCard } from './notifications-card.tsx'

/** Who I am here, which devices of mine are told, and whose rules this phone goes by. */
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
      <Devices />
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

/** The devices that notifications go to. */
function Devices() {
  const { phone, listen } = useDesk()
  const [devices, setDevices] = useState<readonly Device[]>()
  const [notice, setNotice] = useState<{ readonly tone: 'good' | 'bad'; readonly words: string }>()
  const load = useCallback(async () => {
    try {
      setDevices((await phone.client.call('listDevices', {})).devices)
    } catch (error) {
      setNotice({ tone: 'bad', words: wordsOf(error) })
    }
  }, [phone])
  useEffect(() => void load(), [load])
  useEffect(() => listen(({ event }) => void (event === 'ready' && load())), [listen, load])
  const run = async (work: () => Promise<string>) => {
    try {
      setNotice({ tone: 'good', words: await work() })
    } catch (error) {
      setNotice({ tone: 'bad', words: wordsOf(error) })
    }
    await load()
  }
  return (
    <section class="card">
      <h2>Where notifications go</h2>
      {notice === undefined ? null : <Notice tone={notice.tone}>{notice.words}</Notice>}
      {devices?.length === 0 ? <p class="quiet">Nowhere yet.</p> : null}
      <ul class="devices">
        {(devices ?? []).map((device) => (
          <DeviceLine
            key={device.id}
            device={device}
            onTest={() =>
              run(async () => {
                await phone.client.call('testDevice', { params: { id: device.id } })
                return `A test is on its way to ${device.label}.`
              })
            }
            onRemove={() =>
              run(async () => {
                await phone.client.call('removeDevice', { params: { id: device.id } })
                // Else the next start would find the subscription and register it again.
                if (await isThisPhone(device)) await turnOff()
                return `${device.label} is not told any more.`
              })
            }
          />
        ))}
      </ul>
    </section>
  )
}

type DeviceLineProps = { readonly device: Device; readonly onTest: () => void; readonly onRemove: () => void }

function DeviceLine({ device, onTest, onRemove }: DeviceLineProps) {
  const { label, reached } = device
  return (
    <li>
      <p>
        <Visible text={label} />
        <span class="word"> {reached === undefined ? 'not reached yet' : `last reached ${momentOf(reached)}`}</span>
      </p>
      <div class="pair">
        <button type="button" class="button button--small" onClick={onTest}>
          Send me a test
        </button>
        <button type="button" class="button button--small" onClick={onRemove}>
          Remove
        </button>
      </div>
    </li>
  )
}

function momentOf(at: number): string {
  return new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
}
