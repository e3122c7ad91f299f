import type { Page } from 'playwright-core'

/**
 * What the console has answered to the page's own requests, each kind of request once: method, address, status. The word
 * that a run puts into its names is left out, and so is what differs between any two visits.
 */
export function listenToAnswers(page: Page, origin: string, word: string): () => readonly string[] {
  const answers = new Set<string>()
  page.on('response', (response) => {
    const { pathname, origin: from } = new URL(response.url())
    if (from !== origin) return
    const path = decodeURIComponent(pathname).replaceAll(word, 'WORD')
    // A page that is opened again asks whether what it has is still good.
    const status = response.status() === 304 ? 200 : response.status()
    answers.add(`${response.request().method()} ${path} ${status}`)
  })
  return () => [...answers].sort()
}
