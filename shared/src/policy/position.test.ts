import { describe, expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { compilePolicy } from './compile.ts'
import { gridOf, positionOf } from './position-grid.ts'
import { ruleWarnings } from './rule-warnings.ts'
import type { PolicySource } from './source.ts'

type RuleSource = PolicySource['rules'][number]
type Position = NonNullable<RuleSource['position']>

const [first] = exampleSource.rules
if (first === undefined) throw new Error('The example has a rule.')

const sourceWith = (position: unknown, rule: object = {}) => ({
  ...exampleSource,
  rules: [{ ...first, position, ...rule }],
})
const compileWith = (position: unknown, rule?: object) => compilePolicy(sourceWith(position, rule))
const berne = { name: 'Berne', at: [46.94809, 7.44744], km: 0.25 }

test('degrees and kilometres are compiled to whole numbers', () => {
  const compiled = compileWith({
    why: 'From the office',
    accuracy: 30,
    within: [berne, { at: [-0.00004, -180], km: 1 }],
  })
  expect(compiled.ok && compiled.policy.rules[0]?.position).toEqual({
    why: ['From the office'],
    accuracy: 30,
    within: [
      [
        { name: 'Berne', latitude: 469_481, longitude: 74_474, metres: 250 },
        { latitude: -0, longitude: -1_800_000, metres: 1_000 },
      ],
    ],
  })
})

test('a rule may ask for any position', () => {
  const compiled = compileWith({})
  expect(compiled.ok && compiled.policy.rules[0]?.position).toEqual({})
})

test('no rule asks for one that does not say so', () => {
  const compiled = compilePolicy(exampleSource)
  expect(compiled.ok && JSON.stringify(compiled.policy)).not.toContain('position')
})

test('what the rule about the policy itself says of a position counts for nothing', () => {
  expect(positionOf({ id: 'delete-repo', position: {} })).toEqual({})
  expect(positionOf({ id: 'policy.replace', position: {} })).toBeUndefined()
})

test.each<[string, Position, number]>([
  ['any', {}, 100],
  ['an uncertainty of a kilometre', { accuracy: 1_000 }, 100],
  ['a circle of ten kilometres', { within: [{ at: [1, 1], km: 10 }] }, 100],
  ['an uncertainty of less', { accuracy: 999 }, 1],
  [
    'a circle of less among larger ones',
    {
      within: [
        { at: [1, 1], km: 50 },
        { at: [2, 2], km: 9.9 },
      ],
    },
    1,
  ],
])('it is rounded to what the rule can use: %s', (_, position, steps) => {
  const compiled = compileWith(position)
  expect(compiled.ok && gridOf(compiled.policy.rules[0]?.position ?? {}).steps).toBe(steps)
})

describe('refused, where it stands:', () => {
  const circle = (change: object) => ({ within: [{ ...berne, ...change }] })
  test.each<[string, unknown, readonly (string | number)[], RegExp]>([
    ['a latitude behind the pole', circle({ at: [90.1, 7] }), ['within', 0, 'at', 0], /90\.1 is no latitude/],
    ['a longitude behind its end', circle({ at: [46, -180.5] }), ['within', 0, 'at', 1], /-180\.5 is no longitude/],
    ['a place of three numbers', circle({ at: [46, 7, 1] }), ['within', 0, 'at'], /more than 2/],
    ['a place of one number', circle({ at: [46] }), ['within', 0, 'at'], /fewer than 2/],
    ['0 km', circle({ km: 0 }), ['within', 0, 'km'], /too small/],
    ['a negative radius', circle({ km: -3 }), ['within', 0, 'km'], /too small/],
    ['more than the earth', circle({ km: 20_001 }), ['within', 0, 'km'], /whole earth/],
    ['no circles', { within: [] }, ['within'], /fewer than 1/],
    ['no words', { why: '' }, ['why'], /fewer than 1/],
    ['an accuracy that no rounding leaves', { accuracy: 9 }, ['accuracy'], />= 10/],
    ['half a metre', { accuracy: 10.5 }, ['accuracy'], /integer/],
    ['a word that nobody knows', { radius: 5 }, ['radius'], /not a known member/],
  ])('%s', (_, position, path, message) => {
    expect(compileWith(position)).toEqual({
      ok: false,
      faults: [{ path: ['rules', 0, 'position', ...path], message: expect.stringMatching(message) }],
    })
  })

  test('beside self_confirm, and at who may replace the policy', () => {
    const issuers = exampleSource.issuers.map((issuer) => ({ ...issuer, subjects: 'public' }))
    const { approvers: _, ...alone } = first
    const confirming = compilePolicy({
      ...exampleSource,
      issuers,
      rules: [{ ...alone, self_confirm: true, position: {} }],
    })
    expect(confirming.ok ? [] : confirming.faults.map(({ message }) => message)).toEqual([
      'stands beside "approvers": who asks is not asked where they are',
    ])
    const replacing = compilePolicy({ ...exampleSource, replace: { approvers: first.approvers, position: {} } })
    expect(replacing.ok ? [] : replacing.faults.map(({ path }) => path)).toEqual([['replace', 'position']])
  })
})

test.each<[string, Position, readonly (string | number)[], RegExp]>([
  ['circles without an accuracy', { within: [{ at: [46, 7], km: 5 }] }, [], /however uncertain it is.*5 km/],
  ['an accuracy wider than a circle', { accuracy: 300, within: [{ at: [46, 7], km: 0.25 }] }, ['accuracy'], /0\.25 km/],
])('warned of: %s', (_, position, path, message) => {
  expect(ruleWarnings({ ...exampleSource, rules: [{ ...first, position }] })).toEqual([
    { path: ['rules', 0, 'position', ...path], message: expect.stringMatching(message) },
  ])
})

test('not warned of: an accuracy within each circle, and a position anywhere', () => {
  for (const position of [{ accuracy: 250, within: [{ at: [46, 7], km: 0.25 }] }, { accuracy: 5_000 }, {}]) {
    expect(ruleWarnings({ ...exampleSource, rules: [{ ...first, position }] })).toEqual([])
  }
})
