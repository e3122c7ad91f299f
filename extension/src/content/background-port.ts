import browser, { type Runtime } from 'webextension-polyfill'
import type { FromContent, ToContent } from '../messages.ts'

type Options = {
  readonly receive: (message: ToContent) => void
  /** What a background that was just started must be told. */
  readonly reconnected: () => readonly FromContent[]
}

/**
 * The line to the background, open while something is held. While it is open the browser keeps the worker; when the
 * worker dies all the same, connecting again starts a new one.
 */
export function makeBackgroundPort({ receive, reconnected }: Options) {
  let port: Runtime.Port | undefined
  let resting = true

  function connect(): Runtime.Port {
    const opened = browser.runtime.connect({ name: 'hold' })
    // Only the extension's own background is at the other end.
    opened.onMessage.addListener((message) => receive(message as ToContent))
    opened.onDisconnect.addListener(() => {
      port = undefined
      if (!resting) reopen()
    })
    port = opened
    return opened
  }

  function reopen(): void {
    try {
      const opened = connect()
      for (const message of reconnected()) opened.postMessage(message)
    } catch {
      // The extension was updated or removed: this script is cut off from it for good. The network rules still block.
      resting = true
    }
  }

  return {
    post: (message: FromContent) => {
      resting = false
      const opened = port ?? connect()
      opened.postMessage(message)
    },
    /** Nothing is held any more; the line is given up once the background has taken the last message. */
    rest: () => {
      resting = true
    },
  }
}
