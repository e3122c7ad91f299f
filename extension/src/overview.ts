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
    browser.runtime.sendMessage<PageCall, Overview>(name).then(
      (overview) => setLoaded({ state: 'ready', overview, busy: false, error: undefined }),
      (error: unknown) => setLoaded((before) => failedWith(before, error)),
    )
  }
  useEffect(() => call('overview'), [])
  return { loaded, call }
}

function failedWith(before: Loaded, error: unknown): Loaded {
  const message = error instanceof Error ? error.message : 'Something went wrong.'
  return before.state === 'ready' ? { ...before, busy: false, error: message } : { state: 'failed', error: message }
}
