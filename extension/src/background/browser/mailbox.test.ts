import { expect, test, vi } from 'vitest'
import { makeMailbox, type Shelf } from './mailbox.ts'

/** A shelf whose answers take as long as the test wants. */
function slowShelf() {
  const items = new Map<string, unknown>()
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const shelf: Shelf = {
    get: async (name) => {
      const found = items.has(name) ? { [name]: items.get(name) } : {}
      await gate
      return found
    },
    set: async (entries) => {
      for (const [name, item] of Object.entries(entries)) items.set(name, item)
    },
    remove: async (name) => void items.delete(name),
  }
  return { shelf, items, open }
}

test('what was left before is taken, once', async () => {
  const { shelf, items, open } = slowShelf()
  const mailbox = makeMailbox<string>(shelf)
  open()
  await mailbox.put('a', 'done')
  expect(await mailbox.take('a')).toBe('done')
  expect(items.size).toBe(0)
})

test('what comes later is waited for', async () => {
  const { shelf, open } = slowShelf()
  const mailbox = makeMailbox<string>(shelf)
  open()
  const taken = mailbox.take('a')
  await new Promise((resolve) => setImmediate(resolve))
  await mailbox.put('a', 'done')
  expect(await taken).toBe('done')
})

test('what comes while the shelf is being read is not missed, and nothing of it stays', async () => {
  const { shelf, items, open } = slowShelf()
  const mailbox = makeMailbox<string>(shelf)
  const taken = mailbox.take('a')
  await mailbox.put('a', 'done')
  open()
  expect(await taken).toBe('done')
  expect(items.size).toBe(0)
})

test('what another worker left is found', async () => {
  const { shelf, open } = slowShelf()
  open()
  await makeMailbox<string>(shelf).put('a', 'done')
  expect(await makeMailbox<string>(shelf).take('a')).toBe('done')
})

test('what was cleared is not there, and waiting ends', async () => {
  vi.useFakeTimers()
  try {
    const { shelf, open } = slowShelf()
    open()
    const mailbox = makeMailbox<string>(shelf)
    await mailbox.put('a', 'old')
    await mailbox.clear('a')
    const taken = mailbox.take('a')
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await taken).toBeUndefined()
  } finally {
    vi.useRealTimers()
  }
})
