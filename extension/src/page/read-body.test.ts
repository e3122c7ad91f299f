import { expect, test, vi } from 'vitest'
import { discard, readBody } from './read-body.ts'

const request = (body: BodyInit | null) =>
  // The types do not know `duplex`.
  new Request('https://a.example/', { method: 'POST', body, duplex: 'half' } as RequestInit)

test('a body is read as it is', async () => {
  expect(await readBody(request('ü'), 'text/plain')).toEqual(new TextEncoder().encode('ü').buffer)
  expect(await readBody(request(null), '')).toEqual(new ArrayBuffer(0))
})

test('the limit can be read, one byte more cannot; a form may have as much around its parts', async () => {
  const one = 1_048_576
  const read = await readBody(request(new Uint8Array(one)), '')
  expect(typeof read === 'string' ? read : read.byteLength).toBe(one)
  expect(await readBody(request(new Uint8Array(one + 1)), '')).toBe('too-large')
  const framed = await readBody(request(new Uint8Array(one + 1)), 'multipart/form-data; boundary=x')
  expect(typeof framed === 'string' ? framed : framed.byteLength).toBe(one + 1)
  expect(await readBody(request(new Uint8Array(4 * one + 1)), 'multipart/form-data; boundary=x')).toBe('too-large')
})

test('a stream without end is left after the limit; its source hears of it once nobody reads it', async () => {
  let pulled = 0
  const cancel = vi.fn()
  const endless = request(
    new ReadableStream({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(100_000))
      },
      cancel,
    }),
  )
  const untouched = endless.clone()
  expect(await readBody(endless, '')).toBe('too-large')
  expect(cancel).not.toHaveBeenCalled()
  discard(untouched)
  await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce())
  expect(pulled).toBeLessThan(15)
})
