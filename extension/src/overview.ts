import { useEffect, useState } from 'preact/hooks'
import browser from 'webextension-polyfill'
import type { Overview, PageCall } from './background/pages.ts'

/** What the background says about itself, and the calls that change it. */
export type Loaded =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly overview: Overview; readonly busy: boolean; readonly error: string | undefined }
  | { readonly state: 'failed'; readonly error: string }

export function useOverview(): { readonly loaded: Loaded; readonly call: (call: PageCall) => void } {
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' })
  const call = (name: PageCall) => {
    setLoaded((before) => (before.state === 'ready' ? { ...before, busy: true, error: undefined } : before))
    ask(name).then(
      (overview) => setLoaded({ state: 'ready', overview, busy: false, error: undefined }),
      (error: unknown) => setLoaded((before) => failedWith(before, error)),
    )
  }
  useEffect(() => {
    call('overview')
    return whenChanged(() => {
      ask('overview').then(
        (overview) => setLoaded((before) => (before.state === 'ready' ? { ...before, overview } : before)),
        // What is shown stays; the worker may just be starting anew.
        () => {},
      )
    })
  }, [])
  return { loaded, call }
}

function ask(call: PageCall): Promise<Overview> {
  return browser.runtime.sendMessage<PageCall, Overview>(call)
}

/** What is shown lies in storage: the background writes it there whenever it changes. */
function whenChanged(reload: () => void): () => void {
  const names = ['policy', 'pinned', 'policy-refusal', 'session']
  const listener = (changes: object, area: string) => {
    if (area === 'managed' || names.some((name) => name in changes)) reload()
  }
  browser.storage.onChanged.addListener(listener)
  return () => browser.storage.onChanged.removeListener(listener)
}

function failedWith(before: Loaded, error: unknown): Loaded {
  const message = error instanceof Error ? error.message : 'Something went wrong.'
  return before.state === 'ready' ? { ...before, busy: false, error: message } : { state: 'failed', error: message }
}
