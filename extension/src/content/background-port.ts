import browser, { type Runtime } from 'webextension-polyfill'
import type { FromContent, ToContent } from '../messages.ts'

type Options = {
  readonly receive: (message: ToContent) => void
  /** What a background that was just started must be told; nothing where the line is not needed any more. */
  readonly reconnected: () => readonly FromContent[]
  /** The extension was updated or removed: this script is cut off from it for good. The network rules still block. */
  readonly cutOff: () => void
}

const second = 1_000

/**
 * The line to the background, open while something is held or shown. While it is open the browser keeps the worker;
 * when the worker dies all the same, connecting again starts a new one.
 */
export function makeBackgroundPort({ receive, reconnected, cutOff }: Options) {
  let port: Runtime.Port | undefined
  let watch: ReturnType<typeof setInterval> | undefined

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

  /** A script whose extension has gone may be told of nothing, not even that its port is closed. */
  function look(): void {
    const isGone = !isConnected()
    if (!isGone && reconnected().length > 0) return
    clearInterval(watch)
    watch = undefined
    if (isGone) cutOff()
  }

  function reopen(): void {
    const messages = reconnected()
    if (messages.length === 0) return
    try {
      const opened = connect()
      for (const message of messages) opened.postMessage(message)
    } catch (error) {
      if (isConnected()) throw error
      cutOff()
    }
  }

  return {
    /** The page is kept for the way back, where it hears nothing: a line would only be cut, and nobody told. */
    leave: () => {
      port?.disconnect()
      port = undefined
    },
    comeBack: reopen,
    post: (message: FromContent) => {
      try {
        const opened = port ?? connect()
        opened.postMessage(message)
        watch ??= setInterval(look, second)
      } catch (error) {
        if (isConnected()) throw error
        cutOff()
      }
    },
  }
}

/** Chromium takes the id away from a script whose extension is gone. */
function isConnected(): boolean {
  try {
    return browser.runtime.id !== undefined
  } catch {
    return false
  }
}
