import type { TrustAnchor } from '@countersign/shared/protocol'
import browser from 'webextension-polyfill'

/** What the build put beside this script: whom to believe, and the policy to start with. */
export type Build = { readonly anchor: TrustAnchor; readonly policy: string }

let reading: Promise<Build> | undefined

/** The build's trust anchor; part of the installed package, out of the relay's reach. */
export function readBuild(): Promise<Build> {
  reading ??= fetch(browser.runtime.getURL('build.json')).then((response) => response.json())
  return reading
}
