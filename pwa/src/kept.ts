import { createStore, del, get, keys, promisifyRequest, set, update } from 'idb-keyval'

/** The one store of this app in IndexedDB. What is read has the type it was kept with: nobody else writes here. */
const store = createStore('countersign', 'kept')

export function keep<Value>(key: string, value: Value): Promise<void> {
  return set(key, value, store)
}

export function kept<Value>(key: string): Promise<Value | undefined> {
  return get<Value>(key, store)
}

export function forget(key: string): Promise<void> {
  return del(key, store)
}

/** Reads and deletes in one transaction: of two that take the same thing, one gets it. */
export function take<Value>(key: string): Promise<Value | undefined> {
  return store('readwrite', async (objects) => {
    const value = await promisifyRequest<Value | undefined>(objects.get(key))
    objects.delete(key)
    return value
  })
}

/** Keeps `value` unless something is kept already; gives what is kept then. */
export async function keepFirst<Value>(key: string, value: Value): Promise<Value> {
  let first = value
  await update<Value>(
    key,
    (there) => {
      first = there ?? value
      return first
    },
    store,
  )
  return first
}

/** The keys that start with `prefix`. */
export async function keptKeys(prefix: string): Promise<readonly string[]> {
  const all = await keys<IDBValidKey>(store)
  return all.filter((key): key is string => typeof key === 'string' && key.startsWith(prefix))
}
