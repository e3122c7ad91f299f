import { useEffect, useState } from 'preact/hooks'

/** The time, again at every full second while `running`. */
export function useNow(running = true): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!running) return
    let timer: ReturnType<typeof setTimeout>
    const tick = () => {
      setNow(Date.now())
      timer = setTimeout(tick, 1_000 - (Date.now() % 1_000))
    }
    tick()
    return () => clearTimeout(timer)
  }, [running])
  return now
}
