import browser from 'webextension-polyfill'
import { policyLookedAt } from '../../messages.ts'
import { accessible, monitoredPages, pagesOf } from '../browser/protected-pages.ts'
import { putScripts } from '../browser/scripts.ts'
import { readStanding } from './policy.ts'
import { reloadUnhooked } from './reload-unhooked.ts'

/** A person gives and takes access to hosts, at any time: scripts follow, and pages that are open get them. */
export function watchAccess(): void {
  browser.permissions.onAdded.addListener(() => void follow())
  browser.permissions.onRemoved.addListener(() => void follow())
}

/** Where protected and monitored pages are, and whether this extension may see them. */
export type HostAccess = { readonly pattern: string; readonly given: boolean }

export async function readAccess(): Promise<readonly HostAccess[]> {
  const standing = await readStanding()
  if (standing.kind === 'nothing') return []
  const { policy } = standing.inForce
  const patterns = [...new Set([...pagesOf(policy), ...monitoredPages(policy)])]
  const given = await accessible(patterns)
  return patterns.map((pattern) => ({ pattern, given: given.includes(pattern) }))
}

async function follow(): Promise<void> {
  const standing = await readStanding()
  if (standing.kind === 'policy') await putScripts(standing.inForce.policy)
  await reloadUnhooked()
  // Where no page is open, nobody is told.
  await browser.runtime.sendMessage(policyLookedAt).catch(() => {})
}
