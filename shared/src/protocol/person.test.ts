import { expect, test } from 'vitest'
import { examplePolicy, issuer } from '../../vectors/example.ts'
import { type Identity, type Sameness, samePerson } from './person.ts'

const policy = examplePolicy()
const publicSubjects = examplePolicy({ issuer: { subjects: 'public' } })
const uniqueEmails = examplePolicy({ issuer: { email: 'unique' } })
const who = (rest: Partial<Identity>): Identity => ({ iss: issuer, subject: 'a', ...rest })

test.each([
  ['the same subject', policy, who({}), who({}), 'same'],
  ['pairwise subjects of one person', policy, who({ person: 'E1' }), who({ subject: 'b', person: 'E1' }), 'same'],
  ['pairwise subjects of two people', policy, who({ person: 'E1' }), who({ subject: 'b', person: 'E2' }), 'different'],
  ['two subjects and nothing else', policy, who({}), who({ subject: 'b' }), 'unproven'],
  ['two subjects where they are the same in every client', publicSubjects, who({}), who({ subject: 'b' }), 'different'],
  [
    'one address, written differently',
    policy,
    who({ email: 'A@x.example' }),
    who({ subject: 'b', email: ' a@X.example' }),
    'same',
  ],
  ['two addresses', policy, who({ email: 'a@x.example' }), who({ subject: 'b', email: 'b@x.example' }), 'unproven'],
  [
    'two addresses where they are unique',
    uniqueEmails,
    who({ email: 'a@x.example' }),
    who({ subject: 'b', email: 'b@x.example' }),
    'different',
  ],
  [
    'two people who share an address',
    policy,
    who({ person: 'E1', email: 'a@x.example' }),
    who({ subject: 'b', person: 'E2', email: 'a@x.example' }),
    'same',
  ],
  ['one person known at one side only', policy, who({ person: 'E1' }), who({ subject: 'b' }), 'unproven'],
  [
    'the same number at two issuers',
    policy,
    who({ person: 'E1' }),
    who({ iss: 'https://other.example', subject: 'b', person: 'E1' }),
    'unproven',
  ],
] as const)('%s', (_, judgedBy, one, other, expected: Sameness) => {
  expect(samePerson(judgedBy, one, other)).toBe(expected)
  expect(samePerson(judgedBy, other, one)).toBe(expected)
})

test('accounts that the policy links are one person, whatever else differs', () => {
  const linked = {
    ...policy,
    links: [
      [
        { issuer, subject: 'E1' },
        { issuer, subject: 'E2' },
      ],
    ],
  }
  expect(samePerson(linked, who({ person: 'E1' }), who({ subject: 'b', person: 'E2' }))).toBe('same')
})
