import type { TrustAnchor } from '../protocol/index.ts'

/**
 * One organisation's part of the phone app. It stands in index.html itself, as a JSON block: the page is what a browser
 * is given first, its bytes are named by the published digests, and the content security policy that belongs to this
 * anchor stands beside it, so that no half-renewed copy can join an old anchor to a new policy, or the reverse.
 */
export type AppBuild = {
  readonly anchor: TrustAnchor
  /** The app's own origin; elsewhere it does not start. */
  readonly origin: string
  /**
   * The policy that a first start takes, without a word of the relay. A file of its own, because it may be large and
   * the page is asked for at every start; `integrity` (Subresource Integrity) makes it part of the page all the same.
   */
  readonly policy: { readonly path: string; readonly integrity: string }
}

/** What the service worker is told: written before its first line, so that a changed file is a changed worker. */
export type WorkerBuild = {
  readonly name: string
  /** Origin that hears when a notification was shown. */
  readonly relay: string
  /** The app's files by path, each with its Subresource Integrity; the page is `/`. */
  readonly files: Readonly<Record<string, string>>
}

/** The id of the page's JSON block. */
export const appBuildElement = 'countersign-build'

/** The service worker's global that holds its part. */
export const workerBuildGlobal = 'countersignBuild'

/** Where index.html has room for the organisation's part. */
export const organisationMark = '<!-- The organisation’s part: countersign app build -->'

/** The one Trusted Types policy of the app: it makes the address of the service worker, and nothing else. */
export const trustedTypesPolicy = 'countersign-worker'

/** The app's pages, all of them index.html: fixed paths, and one per request. */
export const appPages = ['/', '/callback', '/decided', '/settings', '/verify'] as const
export const requestPages = '/r/'
