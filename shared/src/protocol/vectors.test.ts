import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { computeVectors } from '../../vectors/compute.ts'

const computed = await computeVectors()

test.each(Object.keys(computed))('the published %s is what the protocol computes', async (name) => {
  const published = JSON.parse(await readFile(new URL(`../../vectors/${name}`, import.meta.url), 'utf8'))
  expect(published).toEqual(JSON.parse(JSON.stringify(computed[name])))
})

test('no two cases of the nonces are alike', () => {
  const text = JSON.stringify(computed['nonce.json'])
  const nonces = [...text.matchAll(/"(?:approve|batch|session)":"([^"]+)"/g)].map(([, nonce]) => nonce)
  expect(nonces.length).toBeGreaterThan(10)
  // Session nonces know no reason: cases that differ in nothing else share theirs.
  const approvals = [...text.matchAll(/"(?:approve|batch)":"([^"]+)"/g)].map(([, nonce]) => nonce)
  expect(new Set(approvals).size).toBe(approvals.length)
})
