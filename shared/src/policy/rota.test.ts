import { expect, test } from 'vitest'
import { exampleSource } from '../../vectors/example.ts'
import { compilePolicy } from './compile.ts'
import { mayApproveUnder } from './may-approve.ts'
import type { PolicySource } from './source.ts'

type Groups = NonNullable<PolicySource['groups']>
type Rota = NonNullable<Groups[string]['rota']>

const [acme] = exampleSource.issuers
const [rule] = exampleSource.rules
if (acme === undefined || rule === undefined) throw new Error('The example has an issuer and a rule.')
const { issuer } = acme
const partner = { ...acme, issuer: 'https://login.partner.example' }
const zone = 'Europe/Berlin'
const people = (...subjects: string[]) => ({ people: subjects.map((subject) => ({ issuer, subject })) })
const leads = { issuer, value: 'platform-leads' }

const rota: Rota = [
  { group: 'leads', window: 'Mon-Fri 08:00-18:00', zone },
  { ...people('E1'), window: 'Sat', zone },
]

test('a rota is signed as it is written', () => {
  const compiled = compileWith({ leads, duty: { rota } })
  expect(compiled.ok && compiled.policy.groups[1]).toEqual({ name: 'duty', rota })
})

test.each<[string, Groups, readonly (string | number)[], RegExp]>([
  ['a window', { leads, duty: { rota: [{ group: 'leads', window: 'Mon-Fry', zone }] } }, [0, 'window'], /“Mon-Fry”/],
  ['a zone', { leads, duty: { rota: [{ group: 'leads', window: 'Mon', zone: 'Berlin' }] } }, [0, 'zone'], /time zone/],
  ['a group', { duty: { rota: [{ group: 'leads', window: 'Mon', zone }] } }, [0, 'group'], /not among the groups/],
  [
    'an issuer',
    { duty: { rota: [{ people: [{ issuer: 'https://x.example', subject: 'E1' }], window: 'Mon', zone }] } },
    [0, 'people', 0, 'issuer'],
    /not among the issuers/,
  ],
])('%s that there is not is refused, with its place', (_, groups, path, message) => {
  const compiled = compileWith(groups)
  expect(compiled.ok ? [] : compiled.faults).toEqual([
    { path: ['groups', 'duty', 'rota', ...path], message: expect.stringMatching(message) },
  ])
})

test('a rota leads to no other, and so never to itself; and it stands alone', () => {
  const itself = compileWith({ duty: { rota: [{ group: 'duty', window: 'Mon', zone }] } })
  expect(itself).toMatchObject({ faults: [{ message: 'names "duty", which is a rota itself' }] })
  const beside = compileWith({ leads, duty: { rota, ...people('E1') } })
  expect(beside).toMatchObject({ faults: [{ message: 'has a "rota", and beside it no "people"' }] })
})

test.each<[string, Groups, number, RegExp | undefined]>([
  ['two of a list that is on duty at once', { duty: turns([people('E1', 'E2'), 'Mon']) }, 2, undefined],
  [
    'two who are never on duty at once',
    { duty: turns([people('E1'), 'Mon'], [people('E2'), 'Tue']) },
    2,
    /need 2.* 1 .*one time/,
  ],
  [
    'two whose turns meet',
    { duty: turns([people('E1'), 'Mon 20:00-08:00'], [people('E2'), 'Tue 07:59-20:00']) },
    2,
    undefined,
  ],
  [
    'two whose turns only touch',
    { duty: turns([people('E1'), 'Mon 20:00-08:00'], [people('E2'), 'Tue 08:00-20:00']) },
    2,
    /one time/,
  ],
  ['one person twice', { duty: turns([people('E1'), 'Mon'], [people('E1'), 'Mon']) }, 2, /one time/],
  ['two, of whom a claim tells', { leads, duty: { rota } }, 2, undefined],
])('%s: whether they can be reached', (_, groups, quorum, message) => {
  const compiled = compileWith(groups, { group: 'duty', quorum })
  if (message === undefined) expect(compiled.ok ? [] : compiled.faults).toEqual([])
  else expect(compiled).toMatchObject({ faults: [{ message: expect.stringMatching(message) }] })
})

test('two in zones that are far apart meet by the clock of the world', () => {
  const east = { ...people('E1'), window: 'Mon 08:00-09:00', zone: 'Asia/Tokyo' }
  const west = (window: string) => ({ ...people('E2'), window, zone: 'America/Los_Angeles' })
  const both = (window: string) =>
    compileWith({ duty: { rota: [east, west(window)] } }, { group: 'duty', quorum: 2 }).ok
  // Monday at 8 in Tokyo is Sunday at 15, in summer at 16, in Los Angeles.
  expect(both('Sun 15:00-16:00')).toBe(true)
  expect(both('Sun 16:00-17:00')).toBe(true)
  expect(both('Sun 17:00-18:00')).toBe(false)
})

test('people of an issuer may approve where some turn is theirs', () => {
  const compiled = compileWith({ leads, duty: { rota } })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  const { groups, rules } = compiled.policy
  const approvers = rules[0]?.approvers
  if (approvers === undefined) throw new Error('The policy has a rule with approvers.')
  expect(mayApproveUnder({ groups }, approvers, issuer)).toBe(true)
  expect(mayApproveUnder({ groups }, approvers, partner.issuer)).toBe(false)
})

test('a rota whose turns all need groups that an issuer does not deliver is refused', () => {
  const silent = { issuers: [{ ...acme, capabilities: { groups: false } }] }
  const claimed = { leads, duty: turns([{ group: 'leads' }, 'Mon-Fri']) }
  expect(compileWith(claimed, { group: 'duty' }, silent)).toMatchObject({ faults: [{ message: /does not deliver/ }] })
  expect(compileWith({ leads, duty: { rota } }, { group: 'duty' }, silent).ok).toBe(true)
})

function turns(...all: (readonly [who: ReturnType<typeof people> | { group: string }, window: string])[]) {
  return { rota: all.map(([who, window]) => ({ ...who, window, zone })) }
}

function compileWith(
  groups: Groups,
  approvers: PolicySource['rules'][number]['approvers'] = { group: 'duty' },
  change: Partial<PolicySource> = {},
) {
  if (acme === undefined || rule === undefined) throw new Error('The example has an issuer and a rule.')
  return compilePolicy({
    ...exampleSource,
    issuers: [acme, partner],
    groups,
    rules: [{ ...rule, approvers }],
    ...change,
  })
}
