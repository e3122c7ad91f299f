/** The part of `storage.session` that a mailbox needs. */
export type Shelf = {
  readonly get: (name: string) => Promise<Record<string, unknown>>
  readonly set: (items: Record<string, unknown>) => Promise<void>
  readonly remove: (name: string) => Promise<void>
}

/** A message left for somebody who comes for it before or after it is there; each is taken once. */
export type Mailbox<Message> = {
  readonly put: (name: string, message: Message) => Promise<void>
  /** Waits for it a while; undefined when none came. */
  readonly take: (name: string) => Promise<Message | undefined>
  readonly clear: (name: string) => Promise<void>
}

/** Long enough for a slow console and a relay that is just away. */
const patience = 30_000

/** @param shelf keeps messages for longer than this worker lives; nobody else writes it */
export function makeMailbox<Message>(shelf: Shelf): Mailbox<Message> {
  const waiting = new Map<string, (message: Message | undefined) => void>()

  function arrival(name: string): Promise<Message | undefined> {
    return new Promise((resolve) => {
      const end = (message: Message | undefined) => {
        clearTimeout(timer)
        if (waiting.get(name) === end) waiting.delete(name)
        resolve(message)
      }
      const timer = setTimeout(() => end(undefined), patience)
      waiting.get(name)?.(undefined)
      waiting.set(name, end)
    })
  }

  return {
    put: async (name, message) => {
      waiting.get(name)?.(message)
      await shelf.set({ [name]: message })
    },
    take: async (name) => {
      // Before the shelf is looked at: what is put while it is being read must not be missed.
      const arriving = arrival(name)
      const { [name]: kept } = await shelf.get(name)
      // Put there by `put` and by nobody else.
      if (kept !== undefined) waiting.get(name)?.(kept as Message)
      const message = await arriving
      await shelf.remove(name)
      return message
    },
    clear: (name) => shelf.remove(name),
  }
}
