import browser, { type Runtime } from 'webextension-polyfill'
import type { FromContent, ToContent } from '../messages.ts'

type Options = {
  readonly receive: (message: ToContent) => void
  /** What a background that was just started must be told; nothing where the line is not needed any more. */
  readonly reconnected: () => readonly FromContent[]
}

/**
 * The line to the background, open while something is held or shown. While it is open the browser keeps the worker;
 * when the worker dies all the same, connecting again starts a new one.
 */
export function makeBackgroundPort({ receive, reconnected }: Options) {
  let port: Runtime.Port | undefined

  function connect(): Runtime.Port {
    const opened = browser.runtime.connect({ name: 'hold' })
    // Only the extension's own background is at the other end.
    opened.onMessage.addListener((message) => receive(message as ToContent))
    opened.onDisconnect.addListener(() => {
      port = undefined
      reopen()
    })
    port = opened
    return opened
  }

  function reopen(): void {
    const messages = reconnected()
    if (messages.length === 0) return
    try {
      const opened = connect()
      for (const message of messages) opened.postMessage(message)
    } catch {
      // The extension was updated or removed: this script is cut off from it for good. The network rules still block.
    }
  }

  return {
    post: (message: FromContent) => {
      const opened = port ?? connect()
      opened.postMessage(message)
    },
  }
}
