import { mkdir } from 'node:fs/promises'
import dbus from 'dbus-next'
import type { Observed } from '../observed.ts'
import { CLOSED, type ClosedNotification, type ShownNotification } from './notification.ts'
import { Screen } from './screen.ts'
import { startSessionBus } from './session-bus.ts'

/** The desktop's notification service on a private session bus. */
export type NotificationDaemon = {
  readonly kind: 'running'
  /** For the browser's environment. */
  readonly env: { readonly DBUS_SESSION_BUS_ADDRESS: string }
  readonly shown: Observed<ShownNotification>
  readonly closed: Observed<ClosedNotification>
  /** What is on the screen now. */
  readonly open: () => readonly ShownNotification[]
  /** A person's click on the body (`default`) or a button: real user activation in the browser. Throws if it is gone. */
  readonly click: (notification: ShownNotification, actionKey?: string) => void
  /** A person swipes it away. */
  readonly dismiss: (notification: ShownNotification) => void
  readonly close: () => Promise<void>
}

/** Real notifications can't be had on this machine; `sentence` says what to install. */
export type NotificationsMissing = { readonly kind: 'missing'; readonly sentence: string }

/** Starts bus and service; a browser has to be started after it. `dir` (made if missing) gets the bus's configuration. */
export async function startNotificationDaemon(options: {
  readonly dir: string
}): Promise<NotificationDaemon | NotificationsMissing> {
  await mkdir(options.dir, { recursive: true })
  const sessionBus = await startSessionBus(options.dir)
  if (sessionBus.kind === 'missing') return { kind: 'missing', sentence: MISSING }
  const screen = new Screen()
  const connection = dbus.sessionBus({ busAddress: sessionBus.address })
  connection.export('/org/freedesktop/Notifications', screen)
  await connection.requestName('org.freedesktop.Notifications', dbus.NameFlag.DO_NOT_QUEUE)
  return {
    kind: 'running',
    env: { DBUS_SESSION_BUS_ADDRESS: sessionBus.address },
    shown: screen.shown,
    closed: screen.closed,
    open: () => screen.open,
    click: (notification, actionKey = 'default') => screen.act(notification.id, actionKey),
    dismiss: (notification) => screen.leave(notification.id, CLOSED.dismissed),
    close: async () => {
      connection.disconnect()
      await sessionBus.close()
    },
  }
}

const MISSING =
  'No dbus-daemon was found, so notifications are sent but not seen: install it (Debian: apt-get install dbus-daemon).'
