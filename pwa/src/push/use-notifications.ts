import { useEffect, useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { wordsOf } from '../words.ts'
import { checkNotifications, type Notifications, NotificationsRefused, turnOn } from './notifications.ts'

/** Whether requests reach this phone, and the tap that makes it so. */
export function useNotifications() {
  const { phone } = useDesk()
  const [state, setState] = useState<Notifications>()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()
  useEffect(() => {
    checkNotifications(phone).then(setState, () => setState({ kind: 'off' }))
  }, [phone])
  const start = async () => {
    setBusy(true)
    setFailure(undefined)
    try {
      setState(await turnOn(phone))
    } catch (error) {
      setFailure(error instanceof NotificationsRefused ? error.message : wordsOf(error))
    } finally {
      setBusy(false)
    }
  }
  return { state, setState, busy, failure, start }
}
