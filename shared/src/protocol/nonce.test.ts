import { expect, test } from 'vitest'
import { otherSalt, salt } from '../../vectors/example.ts'
import { sha256 } from './digest.ts'
import { approveNonce, batchNonce, sessionNonce } from './nonce.ts'

const digest = await sha256('one')
const base = { digest, reason: undefined, salt }

test('an approve nonce is the hash of its five lines', async () => {
  const lines = ['countersign/1', 'approve', digest, await sha256('because'), salt]
  expect(await approveNonce({ ...base, reason: 'because' })).toBe(await sha256(lines.join('\n')))
})

test('a batch’s nonce has a first line of its own, and says how many requests it is for in a last one', async () => {
  const lines = ['countersign/1-batch', 'approve', digest, await sha256('because'), salt, '7']
  expect(await batchNonce({ ...base, reason: 'because', count: 7 })).toBe(await sha256(lines.join('\n')))
})

test('no reason counts as an empty one', async () => {
  expect(await approveNonce(base)).toBe(await approveNonce({ ...base, reason: '' }))
})

test('a session nonce binds key and salt', async () => {
  expect(await sessionNonce('thumbprint', salt)).toBe(await sha256(`countersign/1-session\nthumbprint\n${salt}`))
})

test('no two uses, requests, reasons or salts share a nonce', async () => {
  const nonces = await Promise.all([
    approveNonce(base),
    approveNonce({ ...base, digest: await sha256('other') }),
    approveNonce({ ...base, reason: 'because' }),
    approveNonce({ ...base, salt: otherSalt }),
    batchNonce({ ...base, count: 1 }),
    batchNonce({ ...base, count: 11 }),
    sessionNonce(digest, salt),
  ])
  expect(new Set(nonces).size).toBe(nonces.length)
})
