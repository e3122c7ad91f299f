import dbus, { type Variant } from 'dbus-next'
import { Observed } from '../observed.ts'
import { CLOSED, type ClosedNotification, type ShownNotification } from './notification.ts'

/**
 * The interface `org.freedesktop.Notifications` of the Desktop Notifications Specification 1.2. Its method names are
 * the wire's; the library calls them when a message comes, and sends what the two signals return.
 */
export class Screen extends dbus.interface.Interface {
  readonly shown = new Observed<ShownNotification>()
  readonly closed = new Observed<ClosedNotification>()
  readonly #open = new Map<number, ShownNotification>()
  #lastId = 0

  constructor() {
    super('org.freedesktop.Notifications')
  }

  /** What is on the screen now, oldest first. */
  get open(): readonly ShownNotification[] {
    return [...this.#open.values()]
  }

  /** A person's click. The notification closes, as it does on every desktop. */
  act(id: number, key: string): void {
    const notification = this.#open.get(id)
    if (notification === undefined) throw new Error(`notification ${id} is not on the screen`)
    if (!notification.actions.some((action) => action.key === key)) {
      throw new Error(`notification ${id} has no action "${key}"`)
    }
    this.ActionInvoked(id, key)
    this.leave(id, CLOSED.dismissed)
  }

  leave(id: number, reason: ClosedNotification['reason']): void {
    if (!this.#open.delete(id)) return
    this.closed.record({ id, reason, at: Date.now() })
    this.NotificationClosed(id, reason)
  }

  Notify(
    app: string,
    replaces: number,
    icon: string,
    title: string,
    body: string,
    actions: readonly string[],
    hints: Readonly<Record<string, Variant>>,
    _expireTimeout: number,
  ): number {
    this.#lastId += 1
    const id = this.#open.has(replaces) ? replaces : this.#lastId
    const imagePath: unknown = hints['image-path']?.value
    const notification: ShownNotification = {
      id,
      app,
      title,
      body,
      icon: typeof imagePath === 'string' ? imagePath : icon,
      actions: pairs(actions),
      replaces,
      at: Date.now(),
    }
    this.#open.set(id, notification)
    this.shown.record(notification)
    return id
  }

  CloseNotification(id: number): void {
    this.leave(id, CLOSED.byProgram)
  }

  GetCapabilities(): string[] {
    return ['actions', 'body', 'persistence']
  }

  GetServerInformation(): string[] {
    return ['lab', 'Countersign', '1', '1.2']
  }

  ActionInvoked(id: number, key: string): [number, string] {
    return [id, key]
  }

  NotificationClosed(id: number, reason: number): [number, number] {
    return [id, reason]
  }
}

Screen.configureMembers({
  methods: {
    Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
    CloseNotification: { inSignature: 'u' },
    GetCapabilities: { outSignature: 'as' },
    GetServerInformation: { outSignature: 'ssss' },
  },
  signals: {
    ActionInvoked: { signature: 'us' },
    NotificationClosed: { signature: 'uu' },
  },
})

/** D-Bus sends actions as key, label, key, label, … */
function pairs(actions: readonly string[]): ShownNotification['actions'] {
  return actions.flatMap((key, index) => (index % 2 === 0 ? [{ key, label: actions[index + 1] ?? '' }] : []))
}
