import { pageRules } from '@countersign/shared/policy'
import { calculateJwkThumbprint } from 'jose'
import browser, { type Runtime } from 'webextension-polyfill'
import { readBuild } from './anchor.ts'
import { currentPolicy, refreshPolicy } from './policy.ts'
import { freshSession, readSession, signOut } from './session.ts'

/** What popup and options page show. */
export type Overview = {
  readonly relay: string
  readonly fingerprint: string
  readonly organisation: string
  readonly version: number
  readonly validUntil: number
  readonly issuers: readonly { readonly name: string; readonly issuer: string }[]
  readonly rules: readonly {
    readonly id: string
    readonly console: string
    readonly method: string
    readonly url: string
  }[]
  readonly person: { readonly name: string; readonly issuer: string } | undefined
}

export type PageCall = 'overview' | 'sign-in' | 'sign-out' | 'refresh'

/** Answers the extension's own pages. */
export function answerPages(): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const isOwnPage = sender.url?.startsWith(browser.runtime.getURL('')) === true
    return isOwnPage && isPageCall(message) ? answer(message) : undefined
  })
}

async function answer(call: PageCall): Promise<Overview> {
  if (call === 'sign-in') await freshSession((await currentPolicy()).policy, () => {})
  if (call === 'sign-out') await signOut()
  if (call === 'refresh') await refreshPolicy()
  return overview()
}

async function overview(): Promise<Overview> {
  const [{ anchor }, { policy }, session] = await Promise.all([readBuild(), currentPolicy(), readSession()])
  const issuerName = policy.issuers.find(({ issuer }) => issuer === session?.issuer)?.name ?? ''
  const { name, email, subject } = session?.identity ?? {}
  return {
    relay: anchor.relay,
    fingerprint: await calculateJwkThumbprint(anchor.policyKey),
    organisation: policy.organisation,
    version: policy.version,
    validUntil: policy.valid_until,
    issuers: policy.issuers.map(({ name, issuer }) => ({ name, issuer })),
    rules: pageRules(policy).map(({ id, console, match }) => ({ id, console, method: match.method, url: match.url })),
    person: session === undefined ? undefined : { name: name ?? email ?? subject ?? '', issuer: issuerName },
  }
}

function isPageCall(message: unknown): message is PageCall {
  return typeof message === 'string' && ['overview', 'sign-in', 'sign-out', 'refresh'].includes(message)
}
