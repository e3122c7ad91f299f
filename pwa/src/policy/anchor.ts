import { type AppBuild, appBuildElement } from '@countersign/shared/app'

/**
 * What this app believes without being told by the relay: it stands in the page itself. Undefined in a copy without it,
 * which trusts nobody.
 */
export function readBuild(): AppBuild | undefined {
  const text = document.getElementById(appBuildElement)?.textContent
  // The page was written by `countersign app build`; whoever can change it can change every check as well.
  return text ? (JSON.parse(text) as AppBuild) : undefined
}
