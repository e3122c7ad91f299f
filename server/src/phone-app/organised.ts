import { createHash } from 'node:crypto'
import {
  type AppBuild,
  appBuildElement,
  appPages,
  digestOfAll,
  digestsOf,
  type Files,
  organisationMark,
  requestPages,
  type WorkerBuild,
  workerBuildGlobal,
} from '@countersign/shared/app'
import type { TrustAnchor, VerifiedPolicy } from '@countersign/shared/protocol'
import { calculateJwkThumbprint } from 'jose'
import { AppFilesError } from './app-files-error.ts'
import { type AppDigests, digestsName, digestsText, hostFiles } from './digests.ts'
import { contentSecurityPolicy, headersFile, securityHeaders } from './headers.ts'

/** What makes the built phone app one organisation's. */
export type Organisation = {
  readonly anchor: TrustAnchor
  /** The origin that the app is served from. */
  readonly origin: string
  readonly verified: VerifiedPolicy
  /** The signed policy. */
  readonly jws: string
  /** Origins of the issuers' token and key endpoints, where they differ from the issuers' own. */
  readonly endpoints: readonly string[]
}

/**
 * One organisation's phone app: a pure function of the built files and what is given, without a bundler, a clock or a word
 * of the surroundings, so that everybody who makes it gets the same bytes.
 *
 * @throws {AppFilesError} where the files are no phone app
 */
export async function organisedFiles(built: Files, organisation: Organisation): Promise<Files> {
  const { anchor, origin, verified, jws, endpoints } = organisation
  const page = textOf(built, 'index.html')
  const policyBytes = bytesOf(`${jws}\n`)
  const build: AppBuild = { anchor, origin, policy: { path: '/policy.jws', integrity: integrityOf(policyBytes) } }
  const issuers = [...verified.policy.issuers.map(({ issuer }) => new URL(issuer).origin), ...endpoints]
  const policy = contentSecurityPolicy({ origin, relay: anchor.relay, issuers }, importMapDigest(page))
  const headers = securityHeaders(policy)
  const files = new Map([
    ...built,
    ['policy.jws', policyBytes],
    ['index.html', bytesOf(organisedPage(page, policy, build))],
  ])
  files.set('sw.js', bytesOf(organisedWorker(textOf(built, 'sw.js'), files, anchor.relay)))
  files.set(hostFiles.headers, bytesOf(headersFile(headers)))
  files.set(hostFiles.redirects, bytesOf(redirectsFile()))
  const digests = digestsOf(files)
  const { organisation: name, version } = verified.policy
  const about: AppDigests = {
    format: 'countersign-app/1',
    digest: digestOfAll(digests),
    built: digestOfAll(digestsOf(built)),
    origin,
    relay: anchor.relay,
    policy: {
      organisation: name,
      version,
      digest: verified.digest,
      key: await calculateJwkThumbprint(anchor.policyKey),
    },
    headers,
    files: digests,
  }
  return new Map([...files, [digestsName, bytesOf(digestsText(about))]])
}

/** The same policy as in the header stands in the page, for hosts that send none; it comes before all that it rules. */
function organisedPage(page: string, policy: readonly string[], build: AppBuild): string {
  const [before, after, ...more] = page.split(organisationMark)
  if (before === undefined || after === undefined || more.length > 0) throw notBuilt('index.html')
  const part = [
    `<meta http-equiv="content-security-policy" content="${policy.join('; ')}" />`,
    '<meta name="referrer" content="no-referrer" />',
    `<script type="application/json" id="${appBuildElement}">${inHtml(build)}</script>`,
  ]
  return before + part.join('\n    ') + after
}

/** JSON inside a script element: nothing in it may look like markup. */
function inHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

function organisedWorker(worker: string, files: Files, relay: string): string {
  const kept = [...files].filter(([path]) => path !== 'sw.js').sort(([one], [other]) => (one < other ? -1 : 1))
  const entries = kept.map(([path, bytes]) => [path === 'index.html' ? '/' : `/${path}`, integrityOf(bytes)])
  const name = digestOfAll(digestsOf(new Map(kept))).slice(0, 12)
  const build: WorkerBuild = { name, relay, files: Object.fromEntries(entries) }
  return `self.${workerBuildGlobal}=${JSON.stringify(build)};\n${worker}`
}

/** `_redirects`, as Netlify reads it: the app's pages are all index.html, and no other path is. */
function redirectsFile(): string {
  const pages = [...appPages.filter((page) => page !== '/'), `${requestPages}*`]
  return pages.map((page) => `${page} /index.html 200\n`).join('')
}

function importMapDigest(page: string): string {
  const map = /<script type="importmap">([^<]*)<\/script>/.exec(page)?.[1]
  if (map === undefined) throw notBuilt('index.html')
  return createHash('sha256').update(map).digest('base64')
}

function integrityOf(bytes: Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`
}

function textOf(files: Files, path: string): string {
  const bytes = files.get(path)
  if (bytes === undefined) throw notBuilt(path)
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function notBuilt(path: string): AppFilesError {
  return new AppFilesError(`${path} is not that of a built phone app.`)
}
