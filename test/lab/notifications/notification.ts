/** A notification on the screen, as the browser handed it over. */
export type ShownNotification = {
  readonly id: number
  /** The program that shows it. */
  readonly app: string
  readonly title: string
  /** As sent: browsers may put the site's origin before it. */
  readonly body: string
  /** A path, a file URL or a name. The browser's own temporary file: read it while the notification is open. */
  readonly icon: string
  /** The buttons, and `default`, which is a click on the body. */
  readonly actions: readonly NotificationAction[]
  /** The notification that this one took the place of; 0 where there was none. */
  readonly replaces: number
  /** Milliseconds since the epoch. */
  readonly at: number
}

type NotificationAction = { readonly key: string; readonly label: string }

/** Why a notification left the screen, in the numbers of the Desktop Notifications Specification. */
export const CLOSED = { expired: 1, dismissed: 2, byProgram: 3 } as const

export type ClosedNotification = {
  readonly id: number
  readonly reason: (typeof CLOSED)[keyof typeof CLOSED]
  readonly at: number
}
