import type { BrowserLimit } from '@countersign/shared/api'
import { isRelaxed, pageRules, replaceRuleId } from '@countersign/shared/policy'
import { nameOf } from '@countersign/shared/protocol'
import { calculateJwkThumbprint } from 'jose'
import browser, { type Runtime } from 'webextension-polyfill'
import { readTrust } from './anchor/anchor.ts'
import type { Trust } from './anchor/choose.ts'
import { isOwnPage } from './browser/own-page.ts'
import { readCoverage } from './coverage/coverage.ts'
import { readLimits } from './coverage/read-limits.ts'
import type { Tally } from './coverage/tally.ts'
import { type HostAccess, readAccess } from './policy/access.ts'
import type { KeptPolicies } from './policy/kept.ts'
import { currentPolicy, readStanding, refreshPolicy, refusals } from './policy/policy.ts'
import type { PolicyRefusal } from './policy/refusal.ts'
import { signInWith } from './session/fresh-session.ts'
import { isEnded } from './session/opened-session.ts'
import { reportRefusal } from './session/report-refusal.ts'
import { readSession, signOut } from './session/session.ts'

/** What popup and options page show. */
export type Overview = {
  readonly trust: TrustShown
  readonly policy: PolicyShown | undefined
  readonly refusal: PolicyRefusal | undefined
  readonly coverage: Tally
  /** What this browser cannot check of what it sends. */
  readonly limits: readonly BrowserLimit[]
  readonly access: readonly HostAccess[]
  /** `ended`: their provider has signed them out. */
  readonly person: { readonly name: string; readonly issuer: string; readonly ended: boolean } | undefined
}

export type TrustShown =
  | Exclude<Trust, { kind: 'anchor' }>
  | {
      readonly kind: 'anchor'
      readonly from: 'managed' | 'build' | 'pinned'
      readonly relay: string
      /** RFC 7638 thumbprint of the key that the anchor names. */
      readonly fingerprint: string
    }

export type PolicyShown = {
  readonly organisation: string
  readonly version: number
  readonly digest: string
  /** Milliseconds since the epoch: the first moment at which it is not valid any more. */
  readonly validUntil: number
  /** Thumbprint of the key that vouches for it: the anchor's, or the one that it handed over to. */
  readonly fingerprint: string
  /** Whether it names people who may put the next one in force without the policy key. */
  readonly replaceable: boolean
  readonly issuers: readonly { readonly name: string; readonly issuer: string }[]
  readonly rules: readonly {
    readonly id: string
    readonly console: string
    readonly method: string
    readonly url: string
    readonly relaxed: boolean
  }[]
  /** What is recorded and not held. */
  readonly monitored: readonly {
    readonly id: string
    readonly console: string
    readonly method: string
    readonly url: string
  }[]
}

export type PageCall = (typeof plainCalls)[number] | SignInCall

/** With the provider that the person has chosen. */
type SignInCall = { readonly kind: 'sign-in'; readonly issuer: string }

const plainCalls = ['overview', 'sign-out', 'refresh'] as const

/** Answers the extension's own pages. */
export function answerPages(): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    return isOwnPage(sender) && isPageCall(message) ? answer(message) : undefined
  })
}

async function answer(call: PageCall): Promise<Overview> {
  if (typeof call === 'object') await signInWith({ policy: (await currentPolicy()).policy, issuer: call.issuer })
  if (call === 'sign-out') await signOut()
  if (call === 'refresh') {
    await refreshPolicy()
    await reportRefusal()
  }
  return overview()
}

async function overview(): Promise<Overview> {
  const [trust, standing, refusal, coverage, access] = await Promise.all([
    readTrust(),
    readStanding(),
    refusals.read(),
    readCoverage(),
    readAccess(),
  ])
  const policies = standing.kind === 'policy' ? standing : undefined
  return {
    trust: await shownTrust(trust),
    policy: policies === undefined ? undefined : await shownPolicy(policies),
    refusal,
    coverage,
    limits: await readLimits(),
    access,
    person: await signedIn(policies),
  }
}

async function shownTrust(trust: Trust): Promise<TrustShown> {
  if (trust.kind !== 'anchor') return trust
  const { from, anchor } = trust
  return { kind: 'anchor', from, relay: anchor.relay, fingerprint: await calculateJwkThumbprint(anchor.policyKey) }
}

async function shownPolicy({ inForce }: KeptPolicies): Promise<PolicyShown> {
  const { policy, digest, key } = inForce
  return {
    organisation: policy.organisation,
    version: policy.version,
    digest,
    validUntil: policy.valid_until,
    fingerprint: await calculateJwkThumbprint(key),
    replaceable: policy.rules.some(({ id }) => id === replaceRuleId),
    issuers: policy.issuers.map(({ name, issuer }) => ({ name, issuer })),
    rules: pageRules(policy).map(({ id, console, match }) => ({
      id,
      console,
      method: match.method,
      url: match.url,
      relaxed: isRelaxed(match),
    })),
    monitored: (policy.monitored ?? []).map(({ id, console, match: { method, url } }) => ({
      id,
      console,
      method,
      url,
    })),
  }
}

async function signedIn(policies: KeptPolicies | undefined): Promise<Overview['person']> {
  const session = await readSession()
  if (session === undefined) return undefined
  const issuer = policies?.inForce.policy.issuers.find((candidate) => candidate.issuer === session.issuer)
  return { name: nameOf(session.identity), issuer: issuer?.name ?? session.issuer, ended: isEnded(session) }
}

function isPageCall(message: unknown): message is PageCall {
  if (message === null || typeof message !== 'object') return plainCalls.some((call) => call === message)
  return 'kind' in message && message.kind === 'sign-in' && 'issuer' in message && typeof message.issuer === 'string'
}
