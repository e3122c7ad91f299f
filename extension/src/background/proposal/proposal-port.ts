import browser, { type Runtime } from 'webextension-polyfill'
import type { PanelView } from '../../panel-view.ts'
import { isOwnPage } from '../browser/own-page.ts'
import type { Inspected } from '../policy/next-policy.ts'
import { trySignIn } from '../session/try-sign-in.ts'
import { follow, inspect, propose, readProposal, type Show } from './proposal.ts'

/** What the options page asks. */
export type FromProposer =
  | { readonly kind: 'inspect'; readonly text: string }
  | { readonly kind: 'propose'; readonly text: string; readonly reason: string }
  | { readonly kind: 'sign-in'; readonly issuer: string }
  | { readonly kind: 'cancel' }

/** What it is told. Bytes do not travel. */
export type ToProposer =
  | { readonly kind: 'inspected'; readonly inspected: Shown }
  | { readonly kind: 'show'; readonly view: PanelView }

export type Shown = Omit<Extract<Inspected, { kind: 'next' }>, 'bytes'> | Extract<Inspected, { kind: 'unusable' }>

/** The options page keeps a port open; while it is open, a proposal is watched. */
export function listenToProposers(): void {
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== 'proposal' || port.sender === undefined || !isOwnPage(port.sender)) return
    serve(port)
  })
}

function serve(port: Runtime.Port): void {
  let stop = new AbortController()
  const tell = (message: ToProposer) => port.postMessage(message)
  const show: Show = (view) => {
    if (!stop.signal.aborted) tell({ kind: 'show', view })
  }
  const run = (what: (signal: AbortSignal) => Promise<PanelView>) => {
    stop = new AbortController()
    const { signal } = stop
    what(signal)
      .catch(failed)
      .then((view) => {
        if (signal.reason !== gone) tell({ kind: 'show', view })
      })
  }
  port.onDisconnect.addListener(() => stop.abort(gone))
  port.onMessage.addListener((message) => {
    // Only the extension's own options page is at the other end.
    const asked = message as FromProposer
    if (asked.kind === 'sign-in') void trySignIn(asked.issuer)
    if (asked.kind === 'cancel') stop.abort('cancelled')
    if (asked.kind === 'propose') run((signal) => propose(asked.text, asked.reason, signal, show))
    if (asked.kind === 'inspect') {
      void inspect(asked.text).then((inspected) => tell({ kind: 'inspected', inspected: withoutBytes(inspected) }))
    }
  })
  void readProposal().then((own) => {
    if (own !== undefined) run((signal) => follow(own, signal, show))
  })
}

const gone = 'gone'

function withoutBytes(inspected: Inspected): Shown {
  return inspected.kind === 'unusable' ? inspected : { kind: 'next', next: inspected.next }
}

function failed(error: unknown): PanelView {
  console.error('Countersign: a proposal failed.', error)
  return { state: 'blocked', why: 'Something went wrong in the extension. The policy stays as it is.' }
}
