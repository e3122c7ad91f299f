import type { Policy } from '../../src/policy/index.ts'
import type { Identity, Sameness } from '../../src/protocol/index.ts'
import { examplePolicy, issuer } from '../example.ts'

const partner = 'https://login.partner.example'
const links = [
  [
    { issuer, subject: 'E1' },
    { issuer: partner, subject: 'linked' },
    { issuer, subject: 'E9' },
  ],
]

/** By what their issuers and links say. */
const policies = {
  pairwise: houses({}, {}),
  public: houses({ subjects: 'public' }, { subjects: 'public' }),
  unique: houses({ email: 'unique' }, { email: 'unique' }),
  namespace: houses({ person_namespace: 'staff' }, { person_namespace: 'staff' }),
  'other namespace': houses({ person_namespace: 'staff' }, { person_namespace: 'partners' }),
  'namespace of one': houses({ person_namespace: 'staff' }, {}),
  linked: { ...houses({ subjects: 'public' }, {}), links },
} as const

type Pair = readonly [
  why: string,
  policy: keyof typeof policies,
  one: Partial<Identity>,
  other: Partial<Identity>,
  Sameness,
]

const pairs: readonly Pair[] = [
  ['the same account', 'pairwise', {}, {}, 'same'],
  ['the same account under two names', 'pairwise', { name: 'A' }, { name: 'B' }, 'same'],
  ['the same account, though its person changed', 'pairwise', { person: 'E1' }, { person: 'E2' }, 'same'],
  ['the same account where subjects are public', 'public', {}, {}, 'same'],
  ['one person in two clients', 'pairwise', { person: 'E1' }, { subject: 'b', person: 'E1' }, 'same'],
  [
    'one person, two addresses',
    'unique',
    { person: 'E1', email: 'a@x.example' },
    { subject: 'b', person: 'E1', email: 'b@x.example' },
    'same',
  ],
  ['two people of one issuer', 'pairwise', { person: 'E1' }, { subject: 'b', person: 'E2' }, 'different'],
  ['person is compared as it stands', 'pairwise', { person: 'E1' }, { subject: 'b', person: 'e1' }, 'different'],
  ['one person that is known at one side only', 'pairwise', { person: 'E1' }, { subject: 'b' }, 'unproven'],
  ['two subjects and nothing else', 'pairwise', {}, { subject: 'b' }, 'unproven'],
  ['two subjects where they are public', 'public', {}, { subject: 'b' }, 'different'],
  ['subjects are compared as they stand', 'public', {}, { subject: 'A' }, 'different'],
  [
    'public subjects, but one address',
    'public',
    { email: 'a@x.example' },
    { subject: 'b', email: 'a@x.example' },
    'same',
  ],
  ['two names and nothing else', 'pairwise', { name: 'A' }, { subject: 'b', name: 'B' }, 'unproven'],
  ['one name and nothing else', 'pairwise', { name: 'A' }, { subject: 'b', name: 'A' }, 'unproven'],
  ['one address', 'pairwise', { email: 'a@x.example' }, { subject: 'b', email: 'a@x.example' }, 'same'],
  [
    'one address in another case',
    'pairwise',
    { email: 'Anna@X.example' },
    { subject: 'b', email: 'anna@x.EXAMPLE' },
    'same',
  ],
  [
    'one address between white space',
    'pairwise',
    { email: ' a@x.example\t' },
    { subject: 'b', email: '\n\u00a0a@x.example' },
    'same',
  ],
  [
    'one address behind a byte order mark, which counts as white space',
    'pairwise',
    { email: '\ufeffa@x.example' },
    { subject: 'b', email: 'a@x.example' },
    'same',
  ],
  [
    'U+0085 is no white space',
    'pairwise',
    { email: '\u0085a@x.example' },
    { subject: 'b', email: 'a@x.example' },
    'unproven',
  ],
  [
    'one address in wide letters (NFKC)',
    'pairwise',
    { email: '\uff41@x.example' },
    { subject: 'b', email: 'a@x.example' },
    'same',
  ],
  [
    'one address, composed and not',
    'pairwise',
    { email: 'm\u00fcller@x.example' },
    { subject: 'b', email: 'MU\u0308LLER@x.example' },
    'same',
  ],
  [
    'one address, unverified at one side',
    'pairwise',
    { email: 'a@x.example', email_unverified: true },
    { subject: 'b', email: 'a@x.example' },
    'same',
  ],
  [
    'one address at two issuers',
    'pairwise',
    { email: 'a@x.example' },
    { iss: partner, subject: 'b', email: 'a@x.example' },
    'same',
  ],
  [
    'two people who share an address',
    'pairwise',
    { person: 'E1', email: 'a@x.example' },
    { subject: 'b', person: 'E2', email: 'a@x.example' },
    'same',
  ],
  ['two addresses', 'pairwise', { email: 'a@x.example' }, { subject: 'b', email: 'b@x.example' }, 'unproven'],
  [
    'two addresses where they are unique',
    'unique',
    { email: 'a@x.example' },
    { subject: 'b', email: 'b@x.example' },
    'different',
  ],
  [
    'one of two unique addresses unverified',
    'unique',
    { email: 'a@x.example', email_unverified: true },
    { subject: 'b', email: 'b@x.example' },
    'unproven',
  ],
  ['one unique address, and none', 'unique', { email: 'a@x.example' }, { subject: 'b' }, 'unproven'],
  [
    'two unique addresses of two issuers',
    'unique',
    { email: 'a@x.example' },
    { iss: partner, subject: 'b', email: 'b@x.example' },
    'unproven',
  ],
  ['one subject at two issuers', 'public', {}, { iss: partner }, 'unproven'],
  ['two public subjects of two issuers', 'public', {}, { iss: partner, subject: 'b' }, 'unproven'],
  ['one number at two issuers', 'pairwise', { person: 'E1' }, { iss: partner, subject: 'b', person: 'E1' }, 'unproven'],
  [
    'two numbers at two issuers',
    'pairwise',
    { person: 'E1' },
    { iss: partner, subject: 'b', person: 'E2' },
    'unproven',
  ],
  [
    'one number of a common namespace',
    'namespace',
    { person: 'E1' },
    { iss: partner, subject: 'b', person: 'E1' },
    'same',
  ],
  [
    'two numbers of a common namespace',
    'namespace',
    { person: 'E1' },
    { iss: partner, subject: 'b', person: 'E2' },
    'different',
  ],
  [
    'one number of a common namespace, and none',
    'namespace',
    { person: 'E1' },
    { iss: partner, subject: 'b' },
    'unproven',
  ],
  [
    'one number of two namespaces',
    'other namespace',
    { person: 'E1' },
    { iss: partner, subject: 'b', person: 'E1' },
    'unproven',
  ],
  [
    'two numbers of two namespaces',
    'other namespace',
    { person: 'E1' },
    { iss: partner, subject: 'b', person: 'E2' },
    'unproven',
  ],
  [
    'one number, with a namespace at one side',
    'namespace of one',
    { person: 'E1' },
    { iss: partner, subject: 'b', person: 'E1' },
    'unproven',
  ],
  [
    'no namespace at either side is no common one',
    'pairwise',
    { iss: partner, person: 'E1' },
    { subject: 'b', person: 'E2' },
    'unproven',
  ],
  [
    'two accounts of a link, by person and by subject',
    'linked',
    { person: 'E1' },
    { iss: partner, subject: 'linked' },
    'same',
  ],
  ['two people of a link', 'linked', { person: 'E1' }, { subject: 'b', person: 'E9' }, 'same'],
  ['two public subjects of a link', 'linked', { subject: 'E1' }, { subject: 'E9' }, 'same'],
  ['one account of a link, and one of none', 'linked', { person: 'E1' }, { subject: 'b', person: 'E2' }, 'different'],
  [
    'a link names an account with its issuer',
    'linked',
    { person: 'E1' },
    { subject: 'linked', person: 'E2' },
    'different',
  ],
  ['a link names no address', 'linked', { email: 'E1' }, { iss: partner, subject: 'linked' }, 'unproven'],
  [
    'an issuer that the policy does not name',
    'public',
    { iss: 'https://no.example' },
    { iss: 'https://no.example', subject: 'b' },
    'unproven',
  ],
]

type Sure = readonly [
  why: string,
  policy: keyof typeof policies,
  one: Partial<Identity>,
  other: Partial<Identity>,
  expected: boolean,
]

const sure: readonly Sure[] = [
  ['one account where subjects are public', 'public', {}, {}, true],
  ['one account where they are pairwise', 'pairwise', {}, {}, false],
  ['one person in two clients', 'pairwise', { person: 'E1' }, { subject: 'b', person: 'E1' }, true],
  ['one person at two accounts', 'public', { person: 'E1' }, { subject: 'b', person: 'E1' }, true],
  ['one account whose person has changed', 'public', { person: 'E1' }, { person: 'E2' }, false],
  ['one public account, its person known at one side', 'public', { person: 'E1' }, {}, true],
  ['a person that is known at one side only', 'pairwise', { person: 'E1' }, {}, false],
  ['two people', 'pairwise', { person: 'E1' }, { subject: 'b', person: 'E2' }, false],
  ['two public accounts', 'public', {}, { subject: 'b' }, false],
  ['a subject that is another’s person', 'public', { subject: 'b', person: 'a' }, {}, false],
  ['one address', 'unique', { email: 'a@x.example' }, { subject: 'b', email: 'a@x.example' }, false],
  ['one account and one address', 'pairwise', { email: 'a@x.example' }, { email: 'a@x.example' }, false],
  ['one account at two issuers', 'public', {}, { iss: partner }, false],
  [
    'one number of a common namespace',
    'namespace',
    { person: 'E1' },
    { iss: partner, subject: 'b', person: 'E1' },
    true,
  ],
  ['one number at two issuers', 'pairwise', { person: 'E1' }, { iss: partner, subject: 'b', person: 'E1' }, false],
  [
    'one number of two namespaces',
    'other namespace',
    { person: 'E1' },
    { iss: partner, subject: 'b', person: 'E1' },
    false,
  ],
  ['two accounts of a link', 'linked', { subject: 'E1' }, { subject: 'E9' }, false],
  [
    'an issuer that the policy does not name',
    'public',
    { iss: 'https://no.example' },
    { iss: 'https://no.example' },
    false,
  ],
]

/** same-person.json */
export async function samePersonVectors() {
  return {
    about:
      '`pairs`: same person(one, other) under the policy of that name, and the same the other way round. `sure`: whether they are provably the same.',
    policies,
    sure: sure.map(([why, policy, one, other, expected]) => ({
      why,
      policy,
      one: who(one),
      other: who(other),
      expected,
    })),
    pairs: pairs.map(([why, policy, one, other, expected]) => ({
      why,
      policy,
      one: who(one),
      other: who(other),
      expected,
    })),
  }
}

function who(rest: Partial<Identity>): Identity {
  return { iss: issuer, subject: 'a', ...rest }
}

type IssuerPart = Partial<Policy['issuers'][number]>

function houses(first: IssuerPart, second: IssuerPart): Policy {
  const policy = examplePolicy()
  const [acme] = policy.issuers
  if (acme === undefined) throw new Error('the example policy has an issuer')
  const { issuer: _, ...like } = acme
  return {
    ...policy,
    issuers: [
      { ...acme, ...first },
      { issuer: partner, ...like, name: 'Partner', ...second },
    ],
  }
}
