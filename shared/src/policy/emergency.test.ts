import { describe, expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import published from '../../vectors/worthless-keys.json' with { type: 'json' }
import { type KeyName, publicJwk } from '../../vectors/worthless-keys.ts'
import { compilePolicy } from './compile.ts'
import { ruleWarnings } from './rule-warnings.ts'
import type { PolicySource } from './source.ts'

type RuleSource = PolicySource['rules'][number]
type KeySource = NonNullable<PolicySource['emergency_keys']>[number]

const [first] = exampleSource.rules
if (first === undefined) throw new Error('The example has a rule.')
const key = (id: string, of: KeyName, change: object = {}): KeySource => ({
  id,
  name: `Keeper of ${id}`,
  key: { ...publicJwk(of), ...change },
})
const safe = key('safe', 'emergency-first')
const notary = key('notary', 'emergency-second')

function compileWith(
  emergency: RuleSource['emergency'],
  keys: readonly KeySource[] = [safe, notary],
  rule: object = {},
) {
  return compilePolicy({ ...exampleSource, emergency_keys: keys, rules: [{ ...first, emergency, ...rule }] })
}

test('keys and rule are compiled as written, with an hour where nothing else is said', () => {
  const compiled = compileWith({ keys: ['safe', 'notary'], quorum: 2 })
  expect(compiled.ok && compiled.policy.emergency_keys).toEqual([safe, notary])
  expect(compiled.ok && compiled.policy.rules[0]?.emergency).toEqual({
    keys: ['safe', 'notary'],
    quorum: 2,
    expires: 3_600,
  })
})

test('nothing is for emergencies that does not say so', () => {
  const compiled = compilePolicy(exampleSource)
  expect(compiled.ok && JSON.stringify(compiled.policy)).not.toContain('emergency')
})

test('a key that no rule names is warned of', () => {
  const source = {
    ...exampleSource,
    emergency_keys: [safe, notary],
    rules: [{ ...first, emergency: { keys: ['safe'], quorum: 1 } }],
  }
  expect(ruleWarnings(source)).toEqual([
    { path: ['emergency_keys', 1, 'id'], message: '"notary" is for no rule (emergency)' },
  ])
})

describe('refused, where it stands:', () => {
  test.each<[string, RuleSource['emergency'], readonly (string | number)[], RegExp]>([
    [
      'a key that there is not',
      { keys: ['safe', 'vault'], quorum: 1 },
      ['keys', 1],
      /names "vault", which is not among/,
    ],
    ['a key twice', { keys: ['safe', 'safe'], quorum: 1 }, ['keys', 1], /stands twice/],
    ['more than there are', { keys: ['safe'], quorum: 2 }, ['quorum'], /never be reached: there are 1 keys/],
    ['more than there are different ones', { keys: ['safe', 'safe'], quorum: 2 }, ['quorum'], /there are 1 keys/],
    ['a time too short for anybody', { keys: ['safe'], quorum: 1, expires: '1m' }, ['expires'], />= 300/],
    ['a time longer than a day', { keys: ['safe'], quorum: 1, expires: '25h' }, ['expires'], /<= 86400/],
  ])('%s', (_, emergency, path, message) => {
    const { faults } = refused(compileWith(emergency))
    expect(faults).toContainEqual({ path: ['rules', 0, 'emergency', ...path], message: expect.stringMatching(message) })
  })

  test('beside a confirm, and beside monitor', () => {
    const { approvers: _, ...plain } = first
    const emergency = { keys: ['safe'], quorum: 1 }
    const keys = { ...exampleSource, emergency_keys: [safe] }
    const confirming = compilePolicy({ ...keys, rules: [{ ...plain, self_confirm: true, emergency }] })
    const monitored = compilePolicy({ ...keys, rules: [{ ...first, monitor: true, emergency }] })
    const path = ['rules', 0, 'emergency']
    expect(refused(confirming).faults).toEqual([{ path, message: expect.stringMatching(/beside "self_confirm"/) }])
    expect(refused(monitored).faults).toEqual([{ path, message: expect.stringMatching(/beside "monitor"/) }])
  })

  test('in the rule for the policy itself, where a key could then do everything', () => {
    const replace = { approvers: { group: 'leads' }, emergency: { keys: ['safe'], quorum: 1 } }
    const { faults } = refused(compilePolicy({ ...exampleSource, emergency_keys: [safe], replace }))
    expect(faults).toContainEqual({ path: ['replace', 'emergency'], message: '"emergency" is not a known member' })
  })

  const privateKey = { ...published.keys['emergency-first'] }
  test.each<[string, readonly KeySource[], readonly (string | number)[], RegExp]>([
    ['a private key', [{ ...safe, key: privateKey }, notary], [0, 'key'], /is a PRIVATE key/],
    ['a secret one', [{ ...safe, key: { kty: 'oct', k: 'AAAA' } }, notary], [0, 'key'], /is a PRIVATE key/],
    ['one key under two names', [safe, notary, key('vault', 'emergency-first')], [2, 'key'], /the same key as "safe"/],
    ['two keys under one name', [safe, notary, key('safe', 'emergency-third')], [2, 'id'], /stands twice/],
    ['a key of another kind', [key('safe', 'acme-rsa'), notary], [0, 'key'], /no public key that can be one/],
    ['a key with more in it', [key('safe', 'emergency-first', { kid: 'x' }), notary], [0, 'key'], /no other members/],
    [
      'a number with a wrong letter',
      [key('safe', 'emergency-first', { x: publicJwk('emergency-third').x }), notary],
      [0, 'key'],
      /is no key/,
    ],
    [
      'a key under which everybody could sign',
      [safe, key('notary', 'emergency-second', { x: `${'A'.repeat(43)}` })],
      [1, 'key'],
      /anybody could sign/,
    ],
  ])('%s', (_, keys, path, message) => {
    const { faults } = refused(compileWith({ keys: ['safe', 'notary'], quorum: 1 }, keys))
    expect(faults).toEqual([{ path: ['emergency_keys', ...path], message: expect.stringMatching(message) }])
  })
})

function refused(compiled: ReturnType<typeof compilePolicy>) {
  if (compiled.ok) throw new Error('It was compiled.')
  return compiled
}
