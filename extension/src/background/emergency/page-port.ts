import browser, { type Runtime } from 'webextension-polyfill'
import { type EmergencyView, emergencyPage, type FromEmergencyPage } from '../../emergency-view.ts'
import { isOwnPage } from '../browser/own-page.ts'
import { storeDesk } from '../held/held.ts'
import { live } from '../held/live.ts'

/** The person goes to an emergency key: its page opens, and the hold waits for what it brings. */
export function openDesk(key: string): void {
  const desk = live.get(key)?.hold.desk
  if (desk === undefined) void storeDesk(key)
  else desk.open()
  void browser.tabs.create({ url: `${browser.runtime.getURL(emergencyPage)}#${key}` })
}

/** The page keeps a port open, and with it this worker; a new worker is asked again until it knows the hold. */
export function listenToEmergencyPages(): void {
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== 'emergency' || port.sender === undefined || !isOwnPage(port.sender)) return
    let stop: () => void = () => {}
    // Only the extension's own page is at the other end.
    port.onMessage.addListener((message) => {
      stop = receive(port, message as FromEmergencyPage, stop)
    })
    port.onDisconnect.addListener(() => stop())
  })
}

function receive(port: Runtime.Port, message: FromEmergencyPage, stop: () => void): () => void {
  const tell = (view: EmergencyView) => port.postMessage(view)
  const desk = live.get(message.key)?.hold.desk
  if (desk === undefined) {
    tell({ state: 'absent' })
    return stop
  }
  if (message.kind === 'statement') {
    desk.hand(message.jws)
    return stop
  }
  stop()
  return desk.watch(tell)
}
