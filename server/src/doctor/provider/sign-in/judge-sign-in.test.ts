import { approverClaims, examplePolicy } from '@countersign/shared/vectors/example.ts'
import { describe, expect, test } from 'vitest'
import type { Metadata } from '../discovery.ts'
import { providerOf } from '../provider.ts'
import { capabilitiesOf } from './capabilities.ts'
import { judgeSignIn } from './judge-sign-in.ts'
import type { Seen } from './seen.ts'

type Change = Parameters<typeof examplePolicy>[0]

const started = 1_800_000_000_000
const ended = started + 20_000
const seconds = started / 1000
const issuer = 'https://login.acme.example'
const sound: Seen = {
  claims: {
    ...approverClaims,
    iss: issuer,
    aud: 'countersign-approver',
    nonce: 'n',
    auth_time: seconds + 10,
    iat: seconds + 19,
    exp: seconds + 600,
    acr: 'phrh',
    amr: ['hwk', 'user'],
  },
  nonce: 'n',
  started,
  ended,
  iss: issuer,
}

function providerWith(change: Change) {
  return providerOf(issuer, examplePolicy(change), { clients: {}, app: undefined, extensionRedirect: undefined })
}

/** What is wrong where some claims are others; `undefined` takes one away. */
function wrong(claims: object, change: Change = {}, more: Partial<Seen> = {}) {
  const seen = { ...sound, ...more, claims: { ...sound.claims, ...claims } }
  const findings = judgeSignIn(seen, providerWith(change), {})
  return findings
    .filter(({ kind }) => kind === 'fault' || kind === 'warning')
    .map(({ what, kind, says }) => `${kind} ${what}: ${says}`)
}

function capabilities(claims: object, more: Partial<Seen> = {}, metadata: Metadata = {}) {
  return capabilitiesOf({ ...sound, ...more, claims: { ...sound.claims, ...claims } }, providerWith({}), metadata)
}

const session = { rule: { reauth: 'session' } } as const

test('of a sound sign-in nothing is wrong, and the policy can say all of it', () => {
  expect(wrong({}, { rule: { acr: ['phrh'], amr: ['hwk'] } })).toEqual([])
  expect(capabilities({})).toEqual({
    auth_time: true,
    prompt_login: true,
    acr: ['phrh'],
    groups: true,
    iss_parameter: true,
  })
})

test('no value that names the person is repeated', () => {
  const findings = judgeSignIn(sound, providerWith({}), {})
  for (const value of [
    approverClaims['email'],
    approverClaims['name'],
    approverClaims['employee_id'],
    'platform-leads',
  ])
    expect(JSON.stringify(findings)).not.toContain(value)
})

test.each<[string, object, RegExp]>([
  ['a nonce that is another', { nonce: 'm' }, /^fault Nonce/],
  ['no nonce', { nonce: undefined }, /^fault Nonce/],
  ['two audiences', { aud: ['countersign-approver', 'api'] }, /^fault Audience: a list of 2/],
  [
    'no group',
    { groups: undefined },
    /^fault Groups: the claim groups is not .*Nobody could approve here: delete-repo/,
  ],
  ['too many groups', { groups: undefined, hasgroups: true }, /^fault Groups: too many/],
  ['groups elsewhere', { groups: undefined, _claim_names: { groups: 'src1' } }, /^fault Groups: too many/],
  ['no number of the person', { employee_id: undefined }, /^fault Claims: employee_id, which identity\.person/],
  ['no name', { name: undefined }, /^warning Claims: name/],
  ['a token without a date', { iat: undefined }, /^fault Dated: iat/],
  ['a token that is over', { exp: seconds }, /^fault Dated: .*expired/],
  ['a token from the future', { iat: seconds + 200 }, /^fault Dated: 180 s ahead/],
  ['a token that is dated back far', { iat: seconds - 400 }, /^warning Dated: back by 420 s/],
])('%s is told', (_, claims, words) => {
  expect(wrong(claims)).toEqual([expect.stringMatching(words)])
})

test('an audience that is a list of one, and five minutes back, are fine', () => {
  expect(wrong({ aud: ['countersign-approver'], iat: seconds - 275 })).toEqual([])
})

test('somebody whom the policy does not admit is told', () => {
  expect(wrong({ email: 'approver@elsewhere.example' })).toEqual([expect.stringMatching(/^fault Member/)])
})

describe('the time of the sign-in', () => {
  const rules = { rule: { reauth: { max_age: 60 } } }

  test.each([[undefined], [0], ['1800000010']])('of %j is unknown, which no rule with reauth can use', (auth_time) => {
    expect(wrong({ auth_time })).toEqual([expect.stringMatching(/^fault Sign-in time: .*delete-repo.*ID token/)])
    expect(wrong({ auth_time }, rules)).toHaveLength(1)
    expect(capabilities({ auth_time })).toMatchObject({ auth_time: false })
    expect(capabilities({ auth_time })).not.toHaveProperty('prompt_login')
    const without = { prompt_values_supported: ['none', 'consent'] }
    expect(capabilities({ auth_time }, {}, without)).toMatchObject({ prompt_login: false })
  })

  test('of before the sign-in shows that nobody signed in anew', () => {
    expect(wrong({ auth_time: seconds - 31 })).toEqual([expect.stringMatching(/^fault Sign-in time: older/)])
    expect(wrong({ auth_time: seconds - 30 })).toEqual([])
    expect(capabilities({ auth_time: seconds - 31 })).toMatchObject({ auth_time: true, prompt_login: false })
  })

  test('is only a warning where no rule asks for it', () => {
    const policy = examplePolicy(session)
    const provider = { ...providerWith(session), rules: policy.rules.slice(0, 1) }
    const seen = { ...sound, claims: { ...sound.claims, auth_time: 0 } }
    const time = judgeSignIn(seen, provider, {}).find(({ what }) => what === 'Sign-in time')
    expect(time).toMatchObject({ kind: 'warning' })
  })
})

test('a strength other than a rule asks for is a fault, with what came', () => {
  expect(wrong({ acr: 'pwd' }, { rule: { acr: ['phrh'] } })).toEqual([
    expect.stringMatching(/^fault Strength \(acr\): “pwd” came back\. Nobody could approve here: delete-repo/),
  ])
  expect(wrong({ acr: undefined }, { rule: { acr: ['phrh'] } })).toHaveLength(1)
  expect(capabilities({ acr: undefined })).toMatchObject({ acr: [] })
  expect(wrong({ amr: ['pwd'] }, { rule: { amr: ['hwk'] } })).toEqual([expect.stringMatching(/^fault Methods \(amr\)/)])
})

test('an answer in the name of another issuer is a fault, and so is a name that is announced and does not come', () => {
  expect(wrong({}, {}, { iss: 'https://evil.example' })).toEqual([expect.stringMatching(/^fault Issuer in answers/)])
  expect(wrong({}, {}, { iss: undefined })).toEqual([])
  const metadata = { authorization_response_iss_parameter_supported: true }
  const findings = judgeSignIn({ ...sound, iss: undefined }, providerWith({}), metadata)
  expect(findings).toContainEqual(expect.objectContaining({ what: 'Issuer in answers', kind: 'fault' }))
  expect(capabilities({}, { iss: undefined })).toMatchObject({ iss_parameter: false })
})
