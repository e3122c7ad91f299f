import type { Runtime } from 'webextension-polyfill'
import type { ToContent } from '../../messages.ts'

/** A port of a frame that is gone takes no message; that is no fault. */
export function tell(port: Runtime.Port, message: ToContent): void {
  try {
    port.postMessage(message)
  } catch {
    // The frame's end is handled where its port closes.
  }
}
