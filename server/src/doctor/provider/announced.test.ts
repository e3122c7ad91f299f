import { examplePolicy } from '@countersign/shared/vectors/example.ts'
import { expect, test } from 'vitest'
import { examineAnnounced } from './announced.ts'
import type { Metadata } from './discovery.ts'
import { providerOf } from './provider.ts'

type Change = Parameters<typeof examplePolicy>[0]

/** What is said about one thing, for the example's policy with a change. */
function about(what: string, metadata: Metadata, change: Change = {}) {
  const policy = examplePolicy(change)
  const given = { clients: {}, app: undefined, extensionRedirect: undefined }
  const provider = providerOf('https://login.acme.example', policy, given)
  return examineAnnounced(metadata, provider).filter((finding) => finding.what === what)
}

const { person: _, ...withoutPerson } = examplePolicy().issuers[0]?.identity ?? { subject: 'sub' }

test.each<[string, Metadata, Change, string, RegExp]>([
  ['public', { subject_types_supported: ['pairwise'] }, { issuer: { subjects: 'public' } }, 'fault', /could be one/],
  ['public', { subject_types_supported: ['public'] }, { issuer: { subjects: 'public' } }, 'good', /the same/],
  ['pairwise', { subject_types_supported: ['pairwise'] }, {}, 'good', /another claim/],
  ['pairwise, nobody told apart', {}, { issuer: { identity: withoutPerson } }, 'fault', /map identity\.person/],
  [
    'another claim',
    {},
    { issuer: { identity: { subject: 'oid', groups: 'groups' }, subjects: 'public' } },
    'note',
    /read from oid/,
  ],
])('subjects that the policy calls %s', (_name, metadata, change, kind, words) => {
  expect(about('Subjects', metadata, change)).toEqual([{ what: 'Subjects', kind, says: expect.stringMatching(words) }])
})

test.each<[Metadata, Change, string]>([
  [{ prompt_values_supported: ['none', 'login'] }, {}, 'good'],
  [{}, {}, 'note'],
  [{ prompt_values_supported: ['none'] }, {}, 'fault'],
  [{ prompt_values_supported: ['none'] }, { rule: { reauth: 'session' } }, 'fault'],
])('of prompts %j with rules %j is a %s, since every rule asks for a sign-in by default', (metadata, change, kind) => {
  expect(about('Sign-in anew', metadata, change)).toMatchObject([{ kind }])
})

test('of a provider that says when somebody signs out it is told where to have it said', () => {
  const logout = { backchannel_logout_supported: true, backchannel_logout_session_supported: true }
  const says = (metadata: Metadata) => about('Logout', metadata)[0]?.says
  expect(says(logout)).toMatch(/of one browser.*\/v1\/back-channel-logout/)
  expect(says({ ...logout, backchannel_logout_session_supported: false })).toMatch(/of all that somebody has open/)
  expect(says({})).toMatch(/end by themselves/)
})

test('a strength that is announced is nothing to say, and one that is not is told by its rule', () => {
  const rule = { acr: ['phrh'] }
  expect(about('Strength (acr)', { acr_values_supported: ['phrh'] }, { rule })).toEqual([])
  expect(about('Strength (acr)', {}, { rule })).toMatchObject([
    { kind: 'warning', says: expect.stringContaining('delete-repo asks for phrh; the provider lists none') },
  ])
})

test('of a policy with flow: id_token the ID token flow is asked about, and neither code nor PKCE', () => {
  const change: Change = { issuer: { flow: 'id_token' } }
  const offered = { response_types_supported: ['id_token'] }
  expect(about('ID token flow', offered, change)).toMatchObject([{ kind: 'good' }])
  expect(about('ID token flow', { response_types_supported: ['code'] }, change)).toMatchObject([{ kind: 'fault' }])
  for (const what of ['Code flow', 'PKCE', 'Issuer in answers']) expect(about(what, offered, change)).toEqual([])
  expect(about('Code flow', offered)).toMatchObject([
    { kind: 'fault', says: expect.stringContaining('flow: id_token') },
  ])
})

test('claims that the policy reads and the provider does not list are named', () => {
  const claims_supported = ['sub', 'email', 'name', 'groups']
  const [, missing] = about('Claims', { claims_parameter_supported: true, claims_supported })
  expect(missing).toMatchObject({ kind: 'warning', says: expect.stringMatching(/reads employee_id, which/) })
})
