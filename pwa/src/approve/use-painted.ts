import { useEffect } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import type { Judged } from './judge.ts'

/** Tells the others that it is being read, once it is on the screen. */
export function usePainted(id: Judged['own']['request']['id']): void {
  const { phone } = useDesk()
  useEffect(() => {
    document.querySelector<HTMLElement>('.cs-summary')?.focus({ preventScroll: true })
    const frame = requestAnimationFrame(() => {
      performance.mark('countersign:shown')
      // It is a courtesy to the requester: without it they see that the phone was reached.
      phone.client.call('openRequest', { params: { id } }).catch(() => undefined)
    })
    return () => cancelAnimationFrame(frame)
  }, [id, phone])
}
