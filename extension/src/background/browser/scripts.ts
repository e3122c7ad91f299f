import type { Policy } from '@countersign/shared/policy'
import { isForEverybody } from './manifest-hosts.ts'
import { accessible, pagesOf } from './protected-pages.ts'

/** One change after the other: two at once would register the same twice. */
let last: Promise<void> = Promise.resolve()

/**
 * Has page hook and content script run on exactly the pages that a policy protects and that a person has given access
 * to. An organisation's build has them in its manifest.
 */
export function putScripts(policy: Pick<Policy, 'rules'>): Promise<void> {
  if (!isForEverybody()) return Promise.resolve()
  last = last.catch(() => {}).then(() => put(policy))
  return last
}

async function put(policy: Pick<Policy, 'rules'>): Promise<void> {
  const matches = [...(await accessible(pagesOf(policy)))]
  const before = await chrome.scripting.getRegisteredContentScripts()
  if (matches.length === 0) {
    if (before.length > 0) await chrome.scripting.unregisterContentScripts()
    return
  }
  const scripts = scriptsFor(matches)
  if (before.length === 0) await chrome.scripting.registerContentScripts(scripts)
  else await chrome.scripting.updateContentScripts(scripts)
}

function scriptsFor(matches: string[]): chrome.scripting.RegisteredContentScript[] {
  const everywhere = {
    matches,
    runAt: 'document_start',
    allFrames: true,
    matchOriginAsFallback: true,
    persistAcrossSessions: true,
  } as const
  return [
    { ...everywhere, id: 'page', js: ['rules.js', 'page.js'], world: 'MAIN' },
    { ...everywhere, id: 'content', js: ['content.js'], world: 'ISOLATED' },
  ]
}
