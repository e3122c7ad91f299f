import { isSessionOver, type RequestView } from '@countersign/shared/api'
import { IssuerUnreachable, ProtocolError } from '@countersign/shared/protocol'
import { useCallback, useEffect, useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { wordsOf } from '../words.ts'
import { type Judged, judge } from './judge.ts'
import { type JudgedKeys, judgeKeys } from './keys.ts'

/** Reads a list and judges every line of it; reads again whenever something changes. */
export function useList(which: 'to-decide' | 'decided' | 'to-review'): List {
  const { phone, listen, sessionOver } = useDesk()
  const [list, setList] = useState<List>({ kind: 'loading' })
  const load = useCallback(async () => {
    try {
      const { requests } = await phone.client.call('listRequests', { query: { which } })
      const lines = await Promise.all(
        requests.map(async (view): Promise<ListLine> => {
          try {
            const judged = await judge(phone, view)
            return { kind: 'holds', view, judged, keys: await judgeKeys(judged, view.status) }
          } catch (error) {
            if (error instanceof ProtocolError) return { kind: 'fails', view, words: error.message }
            if (!(error instanceof IssuerUnreachable)) throw error
            return { kind: 'unreachable', view, words: wordsOf(error), retry: () => void load() }
          }
        }),
      )
      setList({ kind: 'read', lines })
    } catch (error) {
      if (isSessionOver(error)) sessionOver()
      const failed: List = { kind: 'failed', words: wordsOf(error), retry: () => void load() }
      setList((before) => (before.kind === 'read' ? before : failed))
    }
  }, [phone, which, sessionOver])
  useEffect(() => void load(), [load])
  useEffect(
    () =>
      listen(({ event }) => {
        if (event === 'ready' || event === 'status') void load()
      }),
    [listen, load],
  )
  useVisible(load)
  return list
}

export type ListLine =
  | {
      readonly kind: 'holds'
      readonly view: RequestView
      readonly judged: Judged
      readonly keys: JudgedKeys | undefined
    }
  | { readonly kind: 'fails'; readonly view: RequestView; readonly words: string }
  /** Its requester's provider is away; requests of other providers' people do not wait for that. */
  | {
      readonly kind: 'unreachable'
      readonly view: RequestView
      readonly words: string
      readonly retry: () => void
    }

export type List =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly words: string; readonly retry: () => void }
  | { readonly kind: 'read'; readonly lines: readonly ListLine[] }

/** An installed app on iOS is opened at its start page, whatever was tapped: it looks for itself. */
function useVisible(look: () => Promise<void>): void {
  useEffect(() => {
    const onChange = () => {
      if (document.visibilityState === 'visible') void look()
    }
    document.addEventListener('visibilitychange', onChange)
    return () => document.removeEventListener('visibilitychange', onChange)
  }, [look])
}
