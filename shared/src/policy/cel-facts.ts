/** What a condition can speak about. */
export type Facts = Readonly<Record<string, unknown>>

/** Facts as the engine takes them. */
export function celFacts(facts: Facts): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(asVariable))
}

function asVariable([name, fact]: [string, unknown]): [string, unknown] {
  return [name, asCel(fact)]
}

/**
 * The engine tells an object's type by its `constructor`, and a claim may be called that: it must not make every
 * condition over that token unknown. An object with such a member becomes a map; every other stays as it is.
 */
function asCel(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || plain.has(value)) return value
  const entries = Object.entries(value).map(asVariable)
  const isPlain =
    !Object.hasOwn(value, 'constructor') && entries.every(([name, fact]) => Reflect.get(value, name) === fact)
  if (isPlain) {
    plain.add(value)
    return value
  }
  return Array.isArray(value) ? entries.map(([, fact]) => fact) : new Map(entries)
}

/** What was looked through before: one action is judged for many people, and one person's claims for many actions. */
const plain = new WeakSet<object>()
