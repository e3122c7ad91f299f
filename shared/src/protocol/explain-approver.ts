import { compileCondition, type Facts, type Issuer, type Policy, type Rule, type Truth } from '../policy/index.ts'
import type { Action } from './action.ts'
import { approverFacts, identityFacts, type Vouched } from './approver.ts'
import { ProtocolError } from './errors.ts'
import { type Claims, type Identity, identityOf, type Sameness, samePerson } from './person.ts'

/** One of the questions whose answers decide whether somebody may decide, with the facts that it was asked about. */
export type ApproverQuestion =
  | { readonly what: 'subject' | 'issuer'; readonly truth: 'no' }
  | { readonly what: 'different-person'; readonly truth: Truth; readonly sameness: Sameness }
  | {
      readonly what: 'member' | 'allowed' | 'not-excluded'
      readonly truth: Truth
      readonly condition: string
      readonly facts: readonly Fact[]
    }

/** A fact that a condition speaks of; without a value it is absent. */
export type Fact = { readonly name: string; readonly value?: unknown }

export type ApproverExplanation = {
  readonly identity: Identity | undefined
  /** Only `yes` counts. */
  readonly verdict: Truth
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
  { requester, action }: { readonly requester: Identity | undefined; readonly action: Action },
  claims: Claims,
): ApproverExplanation {
  const issuer = issuerOfClaims(policy, claims)
  if (issuer === undefined) return none('issuer')
  const identity = identityIn(issuer, claims)
  if (identity === undefined) return none('subject')
  const facts = {
    approver: approverFacts({ issuer, claims }),
    requester: requester === undefined ? {} : identityFacts(requester),
    action,
  }
  const { when, exclude } = rule.approvers
  const questions: readonly ApproverQuestion[] = [
    ...(issuer.members === undefined ? [] : [ask('member', issuer.members, { claims }, 'members')]),
    ...(requester === undefined ? [] : [compare(policy, requester, identity)]),
    ask('allowed', when, facts, 'approvers'),
    ...(exclude === undefined ? [] : [negated(ask('not-excluded', exclude, facts, 'approvers'))]),
  ]
  return { identity, verdict: every(questions.map(({ truth }) => truth)), questions }
}

/** A token without an issuer is of the only one that there is. */
export function issuerOfClaims({ issuers }: Policy, claims: Claims): Issuer | undefined {
  const [only] = issuers
  if (claims['iss'] === undefined) return issuers.length === 1 ? only : undefined
  return issuers.find(({ issuer }) => issuer === claims['iss'])
}

function none(what: 'issuer' | 'subject'): ApproverExplanation {
  return { identity: undefined, verdict: 'no', questions: [{ what, truth: 'no' }] }
}

function identityIn(issuer: Vouched['issuer'], claims: Claims): Identity | undefined {
  try {
    return identityOf(issuer, claims)
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

type Condition = Extract<ApproverQuestion, { readonly condition: string }>

function ask(what: Condition['what'], condition: string, facts: Facts, vocabulary: 'members' | 'approvers'): Condition {
  const truth = compileCondition(condition, vocabulary)(facts)
  return { what, truth, condition, facts: factsIn(condition, facts) }
}

const opposite = { yes: 'no', no: 'yes', unknown: 'unknown' } as const

function negated(question: Condition): Condition {
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

function every(truths: readonly Truth[]): Truth {
  if (truths.includes('no')) return 'no'
  return truths.includes('unknown') ? 'unknown' : 'yes'
}

/** Names that a condition speaks of, texts in it left out; what is called at their end is no fact. */
function factsIn(condition: string, facts: Facts): readonly Fact[] {
  const outside = condition.replaceAll(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g, "''")
  const found = outside.matchAll(/\b(?:approver|requester|action|claims)(?:\.[A-Za-z_]\w*)+(?!\w|\.)(\()?/g)
  const names = [...found].map(([name, call]) => (call === undefined ? name : name.replace(/\.\w+\($/, '')))
  return [...new Set(names)].map((name) => factAt(name, facts))
}

function factAt(name: string, facts: Facts): Fact {
  let value: unknown = facts
  for (const step of name.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return { name }
    value = Reflect.get(value, step)
  }
  return { name, value }
}
