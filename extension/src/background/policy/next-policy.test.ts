import { digestOf, jcs } from '@countersign/shared/protocol'
import { created, examplePolicy } from '@countersign/shared/vectors/example.ts'
import { replaceablePolicy } from '@countersign/shared/vectors/replacing.ts'
import { expect, test } from 'vitest'
import { inspectNext } from './next-policy.ts'

const inForce = replaceablePolicy(7)
const next = replaceablePolicy(8)
const judging = { inForce, now: created, isSupported: async () => true }

test('what the next policy adds, removes and changes is said by the ids of its rules', async () => {
  const [first, second, ...rest] = next.rules
  if (first === undefined || second === undefined) throw new Error('the example has rules')
  const rules = [{ ...first, id: 'delete-org' }, { ...second, summary: 'Change a PIN' }, ...rest]
  const duty = { name: 'duty', people: [{ issuer: 'https://login.acme.example', subject: 'E1' }] }
  const account = (subject: string) => ({ issuer: 'https://login.acme.example', subject })
  const delegates = [{ from: account('E1'), to: account('E2'), since: created, until: created + 1 }]
  const changed = { ...next, rules, ask_max_age: 60, groups: [duty], delegates }
  expect(await inspectNext(jcs(changed), judging)).toMatchObject({
    kind: 'next',
    next: {
      version: 8,
      digest: await digestOf(changed),
      added: ['delete-org'],
      removed: [first.id],
      changed: [second.id],
      also: ['who is in which group', 'who decides in whose place', 'how old a sign-in may be'],
    },
  })
})

test('that nobody could replace it again is said, too', async () => {
  const closed = { ...examplePolicy(), version: 8 }
  expect(await inspectNext(jcs(closed), judging)).toMatchObject({ next: { removed: ['policy.replace'] } })
})

test('the bytes are the one spelling, however the file was laid out', async () => {
  const inspected = await inspectNext(`${JSON.stringify(next, undefined, 2)}\n`, judging)
  expect(inspected.kind === 'next' && new TextDecoder().decode(inspected.bytes)).toBe(jcs(next))
})

test.each([
  ['no JSON', 'version: 8', /no compiled policy/],
  ['JSON that is no policy', '{"version":8}', /no compiled policy/],
  ['the version in force', jcs(inForce), /version 7 is in force/],
  ['one that has run out', jcs({ ...next, valid_until: created }), /run out/],
  ['one that is too large', jcs({ ...next, links: many() }), /65\.5 kB\. Sign it with the policy key/],
])('%s is not proposed', async (_, text, why) => {
  expect(await inspectNext(text, judging)).toEqual({ kind: 'unusable', why: expect.stringMatching(why) })
})

test('a policy that names nobody for it is replaced by its key alone', async () => {
  const why = expect.stringContaining('Sign the next one with the policy key')
  expect(await inspectNext(jcs(next), { ...judging, inForce: examplePolicy() })).toEqual({ kind: 'unusable', why })
})

test('a rule that the browser cannot enforce is named', async () => {
  const isSupported = async (regex: string) => !regex.includes('settings')
  const why = `This browser cannot enforce the rule “${next.rules[0]?.id}”.`
  expect(await inspectNext(jcs(next), { ...judging, isSupported })).toEqual({ kind: 'unusable', why })
})

function many() {
  const account = { issuer: 'https://login.acme.example', subject: 's'.repeat(100) }
  return Array.from({ length: 300 }, () => [account, account])
}
