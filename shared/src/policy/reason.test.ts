import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { compilePolicy } from './compile.ts'
import { judgeReason } from './judge-reason.ts'
import { matchesReason } from './reason-pattern.ts'
import type { PolicySource } from './source.ts'

type Reason = PolicySource['rules'][number]['reason']

test.each([
  ['OPS-#', ['OPS-1', 'ops-0042', '  OPS-7\n'], ['OPS-', 'OPS-1a', 'OPS-1 because', 'xOPS-1', 'OPS-٣']],
  ['*OPS-#*', ['OPS-1', 'see OPS-12, please', 'OPS-1x'], ['OPS-', 'OPS 12']],
  ['#', ['0', '123456'], ['', '1 2', 'x']],
  ['##', ['12', '1234'], ['1']],
  ['#0', ['10', '1000'], ['0', '101']],
  ['\\#1 \\* \\\\', ['#1 * \\'], ['11 * \\', '#1 x \\']],
  ['a*b*c', ['abc', 'a b b c', 'axbxcxc'], ['acb', 'ab']],
  ['*#-#*#', ['1-22', 'a12-3b4'], ['1-', 'a-1']],
  ['CHG#', ['chg1', 'CHG12'], ['CHG']],
])('%s is what these reasons are, and those are not', (pattern, like, unlike) => {
  expect(like.filter((reason) => !matchesReason(pattern, reason))).toEqual([])
  expect(unlike.filter((reason) => matchesReason(pattern, reason))).toEqual([])
})

test('a pattern that could be tried in many ways is not: the longest is done at once', () => {
  const pattern = '*#'.repeat(100)
  expect(matchesReason(pattern, '1'.repeat(1_000))).toBe(true)
  expect(matchesReason(pattern, `${'1'.repeat(999)}x`)).toBe(false)
})

test('a pattern means what its regular expression would', () => {
  const signs = fc.constantFrom('*', '#', '\\*', '\\#', '\\\\', 'a', 'B', '1', ' ', '-', '.')
  const letters = fc.constantFrom('a', 'b', '1', '2', ' ', '-', '*', '#', '\\', '.')
  const texts = (one: fc.Arbitrary<string>, maxLength: number) =>
    fc.array(one, { maxLength }).map((all) => all.join(''))
  let like = 0
  const property = fc.property(texts(signs, 6), texts(letters, 8), (pattern, reason) => {
    const expected = regexOf(pattern).test(reason.trim())
    if (expected) like += 1
    expect(matchesReason(pattern, reason)).toBe(expected)
  })
  fc.assert(property, { numRuns: 5_000 })
  expect(like).toBeGreaterThan(100)
})

test('a reason that nobody has to give has to fit where it is given', () => {
  const reason_like = [{ is: ['OPS-#', 'CHG-#'] }, { is: ['*-1*'] }]
  expect(judgeReason({ reason: 'optional', reason_like }, undefined)).toBe('fits')
  expect(judgeReason({ reason: 'required', reason_like }, undefined)).toBe('missing')
  expect(judgeReason({ reason: 'required', reason_like }, 'chg-17')).toBe('fits')
  expect(judgeReason({ reason: 'required', reason_like }, 'chg-27')).toBe('mismatch')
  expect(judgeReason({ reason: 'none', reason_like }, 'because')).toBe('mismatch')
})

test('what it has to be like is signed beside how far it is asked for; without it the policy stays as it was', () => {
  const hint = 'A ticket number, e.g. OPS-123'
  expect(compiled({ like: 'OPS-#', hint })).toEqual({ reason: 'required', reason_like: [{ is: ['OPS-#'], hint }] })
  expect(compiled({ required: false, like: ['OPS-#', 'CHG-#'] })).toEqual({
    reason: 'optional',
    reason_like: [{ is: ['OPS-#', 'CHG-#'] }],
  })
  expect(compiled('required')).toEqual({ reason: 'required' })
  expect(compiled(undefined)).toEqual({ reason: 'optional' })
})

test.each<[Reason, RegExp]>([
  [{ like: 'OPS-\\d' }, /after "\\"/],
  [{ like: ['OPS-#', ' OPS-#'] }, /trimmed/],
  [{ like: '**' }, /like every reason/],
])('%j is refused', (reason, message) => {
  const result = compile(reason)
  expect(result.ok ? [] : result.faults).toEqual([
    { path: ['rules', 0, 'reason', 'like'], message: expect.stringMatching(message) },
  ])
})

test('nothing to be like is refused', () => {
  expect(compilePolicy({ ...exampleSource, rules: [{ ...exampleSource.rules[0], reason: { hint: 'x' } }] }).ok).toBe(
    false,
  )
})

function regexOf(pattern: string): RegExp {
  const meanings: Readonly<Record<string, string>> = { '*': '[\\s\\S]*', '#': '[0-9]+' }
  const pieces = (pattern.match(/\\[*#\\]|[\s\S]/g) ?? []).map(
    (sign) => meanings[sign] ?? sign.slice(-1).replace(/[.*+?^${}()|[\]\\-]/, '\\$&'),
  )
  return new RegExp(`^${pieces.join('')}$`, 'i')
}

function compile(reason: Reason) {
  const [rule] = exampleSource.rules
  if (rule === undefined) throw new Error('The example has a rule.')
  return compilePolicy({ ...exampleSource, rules: [reason === undefined ? rule : { ...rule, reason }] })
}

function compiled(reason: Reason) {
  const result = compile(reason)
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  const [rule] = result.policy.rules
  return { reason: rule?.reason, ...(rule?.reason_like === undefined ? {} : { reason_like: rule.reason_like }) }
}
