import { useEffect } from 'preact/hooks'

/** Calls back when the person comes back to a page that the browser had put aside, as the back button does. */
export function useReturn(onReturn: () => void): void {
  useEffect(() => {
    const look = (event: PageTransitionEvent) => {
      if (event.persisted) onReturn()
    }
    addEventListener('pageshow', look)
    return () => removeEventListener('pageshow', look)
  })
}
