import type { Policy } from '../../src/policy/index.ts'
import type { Approver, Identity } from '../../src/protocol/index.ts'
import { issuer } from '../example.ts'
import { groupsPolicy } from './groups.ts'

const [acme, partner, plain] = groupsPolicy.issuers
if (acme === undefined || partner === undefined || plain === undefined) throw new Error('there are three issuers')

const at = (iss: string, person: string, parts: readonly number[], rest: Partial<Identity> = {}): Approver => ({
  approver: { iss, subject: `s-${person}`, person, ...rest },
  parts,
})
const staff = (person: string, ...parts: readonly number[]) => at(issuer, person, parts)
const guest = (person: string, ...parts: readonly number[]) => at(partner.issuer, person, parts)
const unnamed = (subject: string, ...parts: readonly number[]): Approver => ({
  approver: { iss: issuer, subject },
  parts,
})

type Case = {
  readonly why: string
  readonly quorums: readonly number[]
  /** How many of the parts are each rule's, where several rules ask. */
  readonly sets?: readonly number[]
  readonly distinct_issuers: boolean
  readonly approvals: readonly Approver[]
  /** How many places of all parts can be filled at best. */
  readonly counted: number
  readonly reached: boolean
}

const case_ = (
  why: string,
  quorums: readonly number[],
  approvals: readonly Approver[],
  counted: number,
  distinct_issuers = false,
): Case => ({
  why,
  quorums,
  distinct_issuers,
  approvals,
  counted,
  reached: counted === quorums.reduce((sum, quorum) => sum + quorum, 0),
})

const many = Array.from({ length: 20 }, (_, index) => staff(`E${index}`, 0, 1))

const cases: readonly Case[] = [
  case_('one where one is needed', [1], [staff('E1', 0)], 1),
  case_('nobody', [1], [], 0),
  case_('more than are needed', [1], [staff('E1', 0), staff('E2', 0)], 1),
  case_('one for another part', [1, 1], [staff('E1', 0)], 1),
  case_('one for each part', [1, 1], [staff('E1', 0), staff('E2', 1)], 2),
  case_('one person for two parts counts for one', [1, 1], [staff('E1', 0, 1)], 1),
  case_('who fits both is needed in the second', [1, 1], [staff('E1', 0, 1), staff('E2', 0)], 2),
  case_('who fits both is needed in the first', [1, 1], [staff('E1', 0, 1), staff('E2', 1)], 2),
  case_('two of a part do not make up for the other', [1, 1], [staff('E1', 0), staff('E2', 0)], 1),
  case_('who fits none', [1], [staff('E1'), staff('E2')], 0),
  case_('a chain of people who have to move up', [1, 1, 1], [staff('E1', 0, 1), staff('E2', 1, 2), staff('E3', 0)], 3),
  case_('two of three for two parts', [2, 1], [staff('E1', 0, 1), staff('E2', 0, 1), staff('E3', 1)], 3),
  case_('three parts over two people', [1, 1, 1], [staff('E1', 0, 1, 2), staff('E2', 0, 1, 2)], 2),
  case_('one person twice', [2], [staff('E1', 0), staff('E1', 0)], 1),
  case_(
    'one person by two accounts, each for another part',
    [1, 1],
    [staff('E1', 0), at(issuer, 'E1', [1], { subject: 'x' })],
    1,
  ),
  case_('one person at two issuers that share numbers', [1, 1], [staff('E1', 0), guest('E1', 1)], 1),
  case_('two people at two issuers that share numbers', [1, 1], [staff('E1', 0), guest('E2', 1)], 2),
  case_(
    'one person at two issuers by a link',
    [1, 1],
    [staff('E5', 0), { approver: { iss: plain.issuer, subject: 'five' }, parts: [1] }],
    1,
  ),
  case_('two who cannot be told apart', [2], [unnamed('a', 0), unnamed('b', 0)], 1),
  case_(
    'one who cannot be told apart from the others, first',
    [2],
    [unnamed('a', 0), staff('E1', 0), staff('E2', 0)],
    2,
  ),
  case_(
    'one who cannot be told apart is needed alone, and then nobody else counts',
    [1, 1],
    [unnamed('a', 1), staff('E1', 0), staff('E2', 0)],
    1,
  ),
  case_('two of one issuer where issuers differ', [2], [staff('E1', 0), staff('E2', 0)], 1, true),
  case_('two of two issuers where issuers differ', [2], [staff('E1', 0), guest('E2', 0)], 2, true),
  case_('issuers differ across parts', [1, 1], [staff('E1', 0), staff('E2', 1)], 1, true),
  case_(
    'the one of the issuer who fits is chosen',
    [1, 1],
    [staff('E1', 0), staff('E2', 0, 1), guest('E3', 0)],
    2,
    true,
  ),
  case_('one person at two issuers is one, though issuers differ', [2], [staff('E1', 0), guest('E1', 0)], 1, true),
  case_(
    'one person at two issuers leaves the other issuer to somebody else',
    [2],
    [staff('E1', 0), guest('E1', 0), guest('E2', 0)],
    2,
    true,
  ),
  case_('twenty for two parts', [10, 10], many, 20),
  case_('nineteen for two parts that need twenty', [10, 10], many.slice(1), 19),
  { ...case_('one person for two rules', [1, 1], [staff('E1', 0, 1)], 2), sets: [1, 1] },
  { ...case_('two rules, and only one has its people', [1, 2], [staff('E1', 0, 1)], 2), sets: [1, 1] },
  {
    ...case_('one person counts once for the two parts of one rule', [1, 1, 1], [staff('E1', 0, 1, 2)], 2),
    sets: [1, 2],
  },
  {
    ...case_('two people for three parts of two rules', [1, 1, 1], [staff('E1', 0, 1), staff('E2', 1, 2)], 3),
    sets: [2, 1],
  },
]

/** counting.json */
export async function countingVectors() {
  return {
    about:
      'Section 7.4: how many places of all parts those who approved fill at best under `policy`, and whether that is the quorum of each. `parts` are those that an approval can count for; `sets`, where several rules ask, how many of the parts are each rule’s.',
    policy: groupsPolicy satisfies Policy,
    cases,
  }
}
