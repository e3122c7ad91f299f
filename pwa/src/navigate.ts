import { useEffect, useState } from 'preact/hooks'

const moved = 'countersign:moved'

/** Goes to a page of the app. */
export function go(path: string): void {
  if (path === location.pathname) return
  history.pushState(null, '', path)
  dispatchEvent(new Event(moved))
}

/** Takes the present address out of the history: it was a callback, or is gone. */
export function replace(path: string): void {
  history.replaceState(null, '', path)
  dispatchEvent(new Event(moved))
}

/** The path that is shown, again when it changes. */
export function usePath(): string {
  const [path, setPath] = useState(location.pathname)
  useEffect(() => {
    const look = () => setPath(location.pathname)
    addEventListener(moved, look)
    addEventListener('popstate', look)
    return () => {
      removeEventListener(moved, look)
      removeEventListener('popstate', look)
    }
  }, [])
  return path
}
