import type { Device } from '@countersign/shared/api'
import { Visible } from '@countersign/shared/ui'
import { useCallback, useEffect, useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { Notice } from '../frame.tsx'
import type { Phone } from '../phone.ts'
import { turnOff } from '../push/notifications.ts'
import { forgetKey } from '../sign-in/device-key.ts'
import { forgetSession } from '../sign-in/session.ts'
import { wordsOf } from '../words.ts'

/** Every browser and phone that somebody has signed in with: which one this is, which are told, and to revoke one. */
export function DevicesCard() {
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
      <h2>Your devices</h2>
      {notice === undefined ? null : <Notice tone={notice.tone}>{notice.words}</Notice>}
      {devices === undefined && notice === undefined ? <p class="quiet">One moment…</p> : null}
      <ul class="devices">
        {(devices ?? []).map((device) => (
          <DeviceLine
            key={device.id}
            device={device}
            onTest={() => run(() => test(phone, device))}
            onStop={() => run(() => stop(phone, device))}
            onRevoke={() => run(() => revoke(phone, device))}
          />
        ))}
      </ul>
    </section>
  )
}

async function test(phone: Phone, { id, label }: Device): Promise<string> {
  await phone.client.call('testDevice', { params: { id } })
  return `A test is on its way to ${label}.`
}

async function stop(phone: Phone, { id, label, current }: Device): Promise<string> {
  await phone.client.call('stopNotifications', { params: { id } })
  // Else the next start would find the subscription and register it again.
  if (current) await turnOff()
  return `${label} is not told any more.`
}

async function revoke(phone: Phone, { id, label, current }: Device): Promise<string> {
  await phone.client.call('revokeDevice', { params: { id } })
  if (!current) return `${label} is revoked. It is signed out, and what it asked is cancelled.`
  await turnOff().catch(() => undefined)
  await forgetKey()
  await forgetSession()
  location.assign('/')
  return 'This phone is revoked.'
}

type DeviceLineProps = {
  readonly device: Device
  readonly onTest: () => void
  readonly onStop: () => void
  readonly onRevoke: () => void
}

function DeviceLine({ device, onTest, onStop, onRevoke }: DeviceLineProps) {
  const [asks, setAsks] = useState(false)
  const { label, current, notifications } = device
  return (
    <li>
      <div>
        <p>
          <Visible text={label} />
          {current ? <strong> · this phone</strong> : null}
        </p>
        <p class="word">{wordsAbout(device)}</p>
      </div>
      {asks ? (
        <Sure current={current} onRevoke={onRevoke} onKeep={() => setAsks(false)} />
      ) : (
        <div class="pair">
          {notifications === undefined ? null : (
            <>
              <button type="button" class="button button--small" onClick={onTest}>
                Send me a test
              </button>
              <button type="button" class="button button--small" onClick={onStop}>
                Stop notifications
              </button>
            </>
          )}
          <button type="button" class="button button--small" onClick={() => setAsks(true)}>
            Revoke
          </button>
        </div>
      )}
    </li>
  )
}

type SureProps = { readonly current: boolean; readonly onRevoke: () => void; readonly onKeep: () => void }

function Sure({ current, onRevoke, onKeep }: SureProps) {
  return (
    <section aria-label="Revoke this device?">
      <p class="quiet">
        {current ? 'You are signed out here at once.' : 'It is signed out at once, and what it asked is cancelled.'}{' '}
        Whoever can still sign in on it as you comes back as a new device: end its sign-in at your identity provider,
        too.
      </p>
      <div class="pair">
        <button type="button" class="button button--small" onClick={onRevoke}>
          Revoke it
        </button>
        <button type="button" class="button button--small" onClick={onKeep}>
          Keep it
        </button>
      </div>
    </section>
  )
}

const roles = { extension: 'Browser that asks', app: 'Phone that approves' } as const

function wordsAbout({ role, installed, first_seen, last_seen, notifications }: Device): string {
  return [
    installed === true ? `${roles[role]}, installed by your organisation` : roles[role],
    `since ${dayOf(first_seen)}, last signed in ${momentOf(last_seen)}`,
    ...(notifications === undefined ? [] : [reachedWords(notifications.reached)]),
  ].join(' · ')
}

function reachedWords(reached: number | undefined): string {
  return reached === undefined ? 'not reached yet' : `last reached ${momentOf(reached)}`
}

function dayOf(at: number): string {
  return new Date(at).toLocaleDateString([], { dateStyle: 'medium' })
}

function momentOf(at: number): string {
  return new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
}
