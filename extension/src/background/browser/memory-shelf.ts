import type { Shelf } from './mailbox.ts'

/** A storage area without a browser, for tests: what is kept is copied, as the browser's are. */
export function memoryShelf(): Shelf {
  const kept = new Map<string, unknown>()
  return {
    get: async (name) => (kept.has(name) ? { [name]: structuredClone(kept.get(name)) } : {}),
    set: async (items) => {
      for (const [name, value] of Object.entries(items)) kept.set(name, structuredClone(value))
    },
    remove: async (name) => {
      kept.delete(name)
    },
  }
}
