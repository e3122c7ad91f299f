import type { FromContent } from '../messages.ts'
import type { PageCapture } from '../page-messages.ts'
import type { NewTab } from './new-tab.ts'

/** One try to send something, and every call of the page that waits for it: a double click is one try. */
export type Tried = {
  readonly capture: PageCapture
  /** Made when it is needed: a body may be long, and mostly nothing else is held. */
  readonly likeness: () => string
  readonly message: Extract<FromContent, { kind: 'hold' }>
  readonly waiting: Map<string, PageCapture>
  readonly opened: NewTab | undefined
  readonly soon: ReturnType<typeof setTimeout>
  /** Whether it is on its way. */
  used: boolean
}

/** What is held in this frame, by the key of the call that was first. */
export function makeTries() {
  const held = new Map<string, Tried>()

  return {
    find: (key: string) => held.get(key),
    add: (key: string, tried: Tried) => void held.set(key, tried),
    /** What a new background must be told. */
    messages: () => [...held.values()].map(({ message }) => message),
    /** What is tried once more before it is on its way is the same try. */
    findLike: ({ url }: PageCapture, likeness: () => string) =>
      [...held.values()].find((other) => !other.used && other.capture.url === url && other.likeness() === likeness()),
    /** Something else is shown of it by now. */
    settle: (key: string) => clearTimeout(held.get(key)?.soon),
    /** @returns the calls of the page that waited for it */
    end: (key: string): readonly string[] => {
      const tried = held.get(key)
      clearTimeout(tried?.soon)
      held.delete(key)
      return [...(tried?.waiting.keys() ?? [])]
    },
    /** What is not on its way. */
    unused: () => [...held].filter(([, { used }]) => !used).map(([key]) => key),
    /**
     * A call of the page waits no more.
     *
     * @returns the tries that are over by it
     */
    leave: (call: string): readonly string[] => {
      const over = [...held].filter(([, { waiting, used }]) => waiting.delete(call) && waiting.size === 0 && !used)
      return over.map(([key, { soon }]) => {
        clearTimeout(soon)
        held.delete(key)
        return key
      })
    },
  }
}
