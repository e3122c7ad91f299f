import browser, { type Runtime } from 'webextension-polyfill'
import { renewManaged } from './anchor/anchor.ts'
import { isForEverybody } from './browser/manifest-hosts.ts'
import { listenToNewTabs } from './browser/new-tabs.ts'
import { countOnButton } from './coverage/button-count.ts'
import { sendCoverage } from './coverage/send.ts'
import { watchBlocked } from './coverage/watch-blocked.ts'
import { listenToEmergencyPages } from './emergency/page-port.ts'
import { sendClaims } from './emergency/send-claims.ts'
import { sendKept } from './monitor/kept.ts'
import { watchMonitored } from './monitor/watch.ts'
import { answerPages } from './pages.ts'
import { answerNextPage } from './panel/next-page.ts'
import { watchAccess } from './policy/access.ts'
import { issuerKeys } from './policy/keys.ts'
import { answerPins } from './policy/pin.ts'
import { readStanding, refreshPolicy, trustAnew } from './policy/policy.ts'
import { reloadUnhooked } from './policy/reload-unhooked.ts'
import { listenToFrames } from './ports.ts'
import { listenToProposers } from './proposal/proposal-port.ts'
import { watchFormAnswers } from './release/form-answers.ts'
import { forgetRelay } from './session/relay.ts'
import { reportRefusal } from './session/report-refusal.ts'
import { signOut } from './session/session.ts'

// Listeners stand before the first await, or the browser would not wake this worker for them.
listenToFrames()
listenToEmergencyPages()
listenToNewTabs()
watchFormAnswers()
watchBlocked()
watchMonitored()
answerNextPage()
answerPages()
answerPins(anew)
watchAccess()
listenToProposers()

browser.runtime.onInstalled.addListener(({ reason }) => void installed(reason))
browser.runtime.onStartup.addListener(() => void started())
browser.alarms.onAlarm.addListener(({ name }) => {
  if (name === 'policy') void start()
  if (name === 'policy') void sendCoverage()
  if (name === 'policy') sendKept()
  if (name === 'policy') sendClaims()
})
browser.storage.managed.onChanged.addListener(() => void renewSettings())
browser.storage.session.onChanged.addListener(({ session }) => {
  if (session?.newValue === undefined) return
  void reportRefusal()
  void sendCoverage()
  sendKept()
  sendClaims()
})
void browser.alarms.create('policy', { periodInMinutes: 5 })
void countOnButton()
void start()
void sendCoverage()
sendClaims()
void renewSettings()

/** The rules come first: a page that is loaded anew sends what it likes at once. */
async function installed(reason: Runtime.OnInstalledReason): Promise<void> {
  await start().finally(() => (reason === 'install' ? reloadUnhooked() : undefined))
}

/** What was registered for protected pages may come too late for those that a starting browser restores. */
async function started(): Promise<void> {
  await start().finally(() => (isForEverybody() ? reloadUnhooked() : undefined))
}

/** The policy into force, and the issuers' keys at hand, before the first request needs them. */
async function start(): Promise<void> {
  await refreshPolicy()
  await reportRefusal()
  const standing = await readStanding()
  if (standing.kind === 'nothing') return
  const keys = await issuerKeys()
  await Promise.allSettled(standing.inForce.policy.issuers.map(({ issuer }) => keys.warm(issuer)))
}

/** What the administrator has set may have changed, while this browser ran or before it started. */
async function renewSettings(): Promise<void> {
  await renewManaged()
  await anew()
}

/** The settings or the pin may have changed: who signed in under others signs in again. */
async function anew(): Promise<void> {
  if (!(await trustAnew())) return
  forgetRelay()
  await signOut()
  await start()
}
