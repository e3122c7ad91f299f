import { examplePolicy } from '@countersign/shared/vectors/example.ts'
import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { examinePlaces } from './places.ts'

async function examined(change: Parameters<typeof examplePolicy>[0], settings: NodeJS.ProcessEnv = {}) {
  const config = readConfig({ COUNTERSIGN_POLICY: 'policy.yaml', ...settings })
  const policy = examplePolicy(change)
  return examinePlaces(config, { policy })
}

test('who asks for countries without a file that has them is told that nobody can ask', async () => {
  const asking = { rule: { seen: { approver: "seen.country == 'CH'" } } }
  expect(await examined(asking)).toEqual([
    { what: 'Places', kind: 'fault', says: expect.stringMatching(/refused: delete-repo\. Set COUNTERSIGN_MMDB/) },
  ])
})

test('who asks for networks alone needs none', async () => {
  expect(await examined({ rule: { seen: { approver: "cidr(seen.ip, '10.0.0.0/8')" } } })).toEqual([])
})

test('a file that is not there is a fault', async () => {
  expect(await examined({}, { COUNTERSIGN_MMDB: '/none.mmdb' })).toEqual([
    { what: 'Places', kind: 'fault', says: expect.stringMatching(/none\.mmdb cannot be read/) },
  ])
})
