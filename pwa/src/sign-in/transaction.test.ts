import 'fake-indexeddb/auto'
import { makeSalt } from '@countersign/shared/protocol'
import { expect, test } from 'vitest'
import { keptKeys } from '../kept.ts'
import { forgetOverdue, keepTransaction, type Transaction, takeTransaction } from './transaction.ts'

const now = 5_000

test('a transaction is good for one use', async () => {
  await keepTransaction('state-1', transaction(now + 1))
  expect(await takeTransaction('state-1', now)).toMatchObject({ oidc: 'verifier' })
  expect(await takeTransaction('state-1', now)).toBeUndefined()
})

test('of two callbacks at the same time one gets it', async () => {
  await keepTransaction('state-2', transaction(now + 1))
  const taken = await Promise.all([takeTransaction('state-2', now), takeTransaction('state-2', now)])
  expect(taken.filter((found) => found !== undefined)).toHaveLength(1)
})

test('one that is over is not given, and is gone', async () => {
  await keepTransaction('state-3', transaction(now))
  expect(await takeTransaction('state-3', now)).toBeUndefined()
  expect(await keptKeys('transaction:')).toEqual([])
})

test('a state that was never kept gives nothing', async () => {
  expect(await takeTransaction('of-somebody-else', now)).toBeUndefined()
})

test('runs from which nobody came back are forgotten, others stay', async () => {
  await keepTransaction('old', transaction(now))
  await keepTransaction('young', transaction(now + 1))
  await forgetOverdue(now)
  expect(await keptKeys('transaction:')).toEqual(['transaction:young'])
})

function transaction(expires: number): Transaction {
  const purpose = {
    kind: 'sign-in',
    issuer: 'https://sso.acme.example',
    salt: makeSalt(),
    back: '/',
    silent: false,
  } as const
  return { purpose, oidc: 'verifier', namesItself: true, expires }
}
