import browser from 'webextension-polyfill'
import { watchFormAnswers } from './form-answers.ts'
import { issuerKeys } from './keys.ts'
import { answerNextPage } from './next-page.ts'
import { answerPages } from './pages.ts'
import { currentPolicy, refreshPolicy } from './policy.ts'
import { listenToFrames } from './ports.ts'

// Listeners stand before the first await, or the browser would not wake this worker for them.
listenToFrames()
watchFormAnswers()
answerNextPage()
answerPages()

browser.runtime.onInstalled.addListener(() => void start())
browser.runtime.onStartup.addListener(() => void start())
browser.alarms.onAlarm.addListener(({ name }) => {
  if (name === 'policy') void start()
})
void browser.alarms.create('policy', { periodInMinutes: 5 })
void start()

/** The policy into force, and the issuers' keys at hand, before the first request needs them. */
async function start(): Promise<void> {
  await refreshPolicy()
  const { policy } = await currentPolicy()
  const keys = await issuerKeys()
  await Promise.allSettled(policy.issuers.map(({ issuer }) => keys.warm(issuer)))
}
