import { ProtocolError } from '../errors.ts'
import {
  type Account,
  compileCondition,
  everyTruth,
  type Facts,
  type Issuer,
  type Part,
  type Policy,
  plainGroups,
  type Rule,
  someTruth,
  stageOf,
  type Truth,
} from '../policy/index.ts'
import type { Action } from './action.ts'
import { identityFacts, placesOf, vouchedFacts } from './approver.ts'
import type { Claims } from './claim.ts'
import { claimAt } from './claim.ts'
import { isDelegateOf } from './delegate.ts'
import { isInGroup } from './group.ts'
import { type Identity, identityOf, type Sameness, samePerson } from './person.ts'
import { representedIn } from './represented.ts'
import type { Vouched } from './vouched.ts'

/** What is asked about. */
export type Explained = {
  readonly requester: Identity | undefined
  readonly action: Action
  /** When it was asked for, or now where nobody has asked. */
  readonly created: number
}

/** One of the questions whose answers decide whether somebody may decide, with the facts that it was asked about. */
export type ApproverQuestion =
  | { readonly what: 'subject' | 'issuer'; readonly truth: 'no' }
  | { readonly what: 'different-person'; readonly truth: Truth; readonly sameness: Sameness }
  /** Whether they do not decide in the place of who asks; said only where they do, or may do. */
  | { readonly what: 'not-delegate'; readonly truth: Truth }
  | ({ readonly what: 'member' | 'not-excluded' } & Condition)
  | ({ readonly what: 'not-in' } & Membership)
  /** Whether they count for some part; what is said of each part has to hold as a whole. */
  | { readonly what: 'allowed'; readonly truth: Truth; readonly parts: readonly PartAnswer[] }

export type Condition = { readonly truth: Truth; readonly condition: string; readonly facts: readonly Fact[] }

/** Whether they are in one of some groups; the facts are the claims in which those would be. */
export type Membership = {
  readonly truth: Truth
  readonly groups: readonly string[]
  readonly facts: readonly Fact[]
  /** Who are in one of them, where they are not themselves, and in whose place they decide. */
  readonly places: readonly Account[]
}

export type PartAnswer = {
  readonly name: string
  /** When they are asked. */
  readonly stage: number
  readonly truth: Truth
  readonly group: Membership | undefined
  readonly when: Condition | undefined
}

/** A fact that a condition speaks of; without a value it is absent. */
export type Fact = { readonly name: string; readonly value?: unknown }

export type ApproverExplanation = {
  readonly identity: Identity | undefined
  /** Only `yes` counts. */
  readonly verdict: Truth
  /** The parts, by index, that they count for. */
  readonly parts: readonly number[]
  readonly questions: readonly ApproverQuestion[]
}

/**
 * Whether somebody with these claims may decide, and why; what `demandApprover` demands, question by question.
 *
 * @param requester undefined where it is not known who asks: then nobody is compared, and what a condition says of the
 *   requester is unknown
 */
export function explainApprover(
  policy: Policy,
  rule: Rule,
  { requester, action, created }: Explained,
  claims: Claims,
): ApproverExplanation {
  const issuer = issuerOfClaims(policy, claims)
  if (issuer === undefined) return none('issuer')
  const identity = identityIn(issuer, claims)
  if (identity === undefined) return none('subject')
  const facts = {
    approver: vouchedFacts({ issuer, claims }),
    requester: requester === undefined ? {} : identityFacts(requester),
    action,
    time: new Date(created),
  }
  const vouched = { issuer, claims }
  const asked = { vouched, at: created, places: [] }
  const { parts, exclude, exclude_groups } = rule.approvers ?? nobody
  const places = placesOf(policy, rule, { requester, action, created }, vouched)
  const answers = parts.map((part) => answerPart(policy, part, { ...asked, places }, facts))
  const questions: readonly ApproverQuestion[] = [
    ...(issuer.members === undefined
      ? []
      : [{ what: 'member' as const, ...ask(issuer.members, { claims }, 'members') }]),
    ...(requester === undefined ? [] : [compare(policy, requester, identity)]),
    ...(requester === undefined ? [] : delegation(isDelegateOf(policy, identity, requester, created))),
    { what: 'allowed', truth: someTruth(answers.map(({ truth }) => truth)), parts: answers },
    ...(exclude === undefined ? [] : [negated({ what: 'not-excluded' as const, ...ask(exclude, facts, 'approvers') })]),
    ...(exclude_groups.length === 0
      ? []
      : [negated({ what: 'not-in' as const, ...askGroups(policy, exclude_groups, asked) })]),
  ]
  const verdict = everyTruth(questions.map(({ truth }) => truth))
  const counting = answers.flatMap(({ truth }, index) => (truth === 'yes' ? [index] : []))
  return { identity, verdict, parts: verdict === 'yes' ? counting : [], questions }
}

/** Where the requester is asked, nobody approves. */
const nobody = { parts: [], exclude: undefined, exclude_groups: [] } as const

/** A token without an issuer is of the only one that there is. */
export function issuerOfClaims({ issuers }: Policy, claims: Claims): Issuer | undefined {
  const [only] = issuers
  if (claims['iss'] === undefined) return issuers.length === 1 ? only : undefined
  return issuers.find(({ issuer }) => issuer === claims['iss'])
}

function none(what: 'issuer' | 'subject'): ApproverExplanation {
  return { identity: undefined, verdict: 'no', parts: [], questions: [{ what, truth: 'no' }] }
}

function identityIn(issuer: Vouched['issuer'], claims: Claims): Identity | undefined {
  try {
    return identityOf(issuer, claims)
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

/** Of whom it is asked, when, and in whose place they may decide. */
type Asking = { readonly vouched: Vouched; readonly at: number; readonly places: readonly Account[] }

function answerPart(policy: Policy, part: Part, asking: Asking, facts: Facts): PartAnswer {
  const { name, groups, when } = part
  const group = groups === undefined ? undefined : askGroups(policy, groups, asking)
  const condition = when === undefined ? undefined : ask(when, facts, 'approvers')
  const asked = [group, condition].flatMap((one) => (one === undefined ? [] : [one.truth]))
  const truth = asked.length === 0 ? 'no' : everyTruth(asked)
  return { name, stage: stageOf(part), truth, group, when: condition }
}

function askGroups(policy: Policy, groups: readonly string[], { vouched, at, places: all }: Asking): Membership {
  const places = representedIn(policy, groups, vouched, at, all)
  const truth = places.length > 0 ? 'yes' : someTruth(groups.map((name) => isInGroup(policy, name, vouched, at)))
  const named = policy.groups.filter(({ name }) => groups.includes(name))
  const claims = named
    .flatMap((group) => plainGroups(policy.groups, group))
    .flatMap((group) => ('claim' in group && group.issuer === vouched.issuer.issuer ? [group.claim] : []))
  const facts = [...new Set(claims)].map((claim) => claimFact(claim, vouched.claims))
  const isByTime = named.some((group) => 'rota' in group)
  return { truth, groups, facts: isByTime ? [...facts, { name: 'time', value: new Date(at) }] : facts, places }
}

function claimFact(claim: string, claims: Claims): Fact {
  const value = claimAt(claims, claim)
  return value === undefined ? { name: claim } : { name: claim, value }
}

function ask(condition: string, facts: Facts, vocabulary: 'members' | 'approvers'): Condition {
  const truth = compileCondition(condition, vocabulary)(facts)
  return { truth, condition, facts: factsIn(condition, facts) }
}

const opposite = { yes: 'no', no: 'yes', unknown: 'unknown' } as const

function negated<Question extends { readonly truth: Truth }>(question: Question): Question {
  return { ...question, truth: opposite[question.truth] }
}

function compare(policy: Policy, requester: Identity, identity: Identity): ApproverQuestion {
  const sameness = samePerson(policy, requester, identity)
  return {
    what: 'different-person',
    truth: ({ same: 'no', different: 'yes', unproven: 'unknown' } as const)[sameness],
    sameness,
  }
}

function delegation(truth: Truth): readonly ApproverQuestion[] {
  return truth === 'no' ? [] : [negated({ what: 'not-delegate' as const, truth })]
}

/** Names that a condition speaks of, texts in it left out; what is called at their end is no fact. */
function factsIn(condition: string, facts: Facts): readonly Fact[] {
  const outside = condition.replaceAll(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g, "''")
  const found = outside.matchAll(/\b(?:approver|requester|action|claims)(?:\.[A-Za-z_]\w*)+(?!\w|\.)(\()?/g)
  const names = [...found].map(([name, call]) => (call === undefined ? name : name.replace(/\.\w+\($/, '')))
  const times = /(?<![.\w])time\b/.test(outside) ? ['time'] : []
  return [...new Set([...names, ...times])].map((name) => factAt(name, facts))
}

function factAt(name: string, facts: Facts): Fact {
  let value: unknown = facts
  for (const step of name.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return { name }
    value = Reflect.get(value, step)
  }
  return { name, value }
}
