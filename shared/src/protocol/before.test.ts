import { expect, test } from 'vitest'
import { readableBefore, verifyBefore } from './before.ts'
import { sha256 } from './digest.ts'
import { makeSalt } from './random.ts'
import type { ActionRequest } from './request.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const read = async (text: string, redact: string[] = []) => {
  const shown = await readableBefore({ redact }, makeSalt(), utf8(text))
  return shown === undefined ? undefined : new TextDecoder().decode(shown)
}

test('what stood there is read as it stood, without what the rule hides', async () => {
  expect(await read('{ "pin":1234, "to":"u" }', ['/pin'])).toBe('{ "pin":"[hidden]", "to":"u" }')
  expect(await read('[1.0]')).toBe('[1.0]')
})

test('what has no one reading, or is too much, is not compared', async () => {
  expect(await read('<!doctype html>')).toBeUndefined()
  expect(await read('{"a":1,"a":2}')).toBeUndefined()
  expect(await read(`"${'x'.repeat(65_534)}"`)).toHaveLength(65_536)
  expect(await read(`"${'x'.repeat(65_535)}"`)).toBeUndefined()
})

test('a text that is not the one that the request names is refused', async () => {
  const text = utf8('{"a":1}')
  const before = { digest: await sha256(text), size: text.length }
  // The check looks at nothing else of a request.
  const request = { context: { before } } as ActionRequest
  await verifyBefore(request, text)
  await expect(verifyBefore(request, utf8('{"a":2}'))).rejects.toMatchObject({ code: 'before_mismatch' })
  await expect(verifyBefore({ context: {} } as ActionRequest, text)).rejects.toMatchObject({ code: 'before_mismatch' })
})
