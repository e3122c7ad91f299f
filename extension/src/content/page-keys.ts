import { makeUnguessable } from '@countersign/shared/protocol'

/**
 * The page names what it asks for, and may have got hold of the port: it might name two things alike, or as another
 * frame does. Each name counts once, and inside the extension it has a part that no page knows.
 */
export function makePageKeys() {
  const own = `${makeUnguessable()}:`
  const taken = new Set<string>()
  return {
    /** Undefined for a name that stood for something before. */
    take: (key: string): string | undefined => {
      if (taken.has(key)) return undefined
      taken.add(key)
      return own + key
    },
    inside: (key: string): string => own + key,
    outside: (key: string): string => key.slice(own.length),
  }
}
