import {
  type ApproverExplanation,
  type ApproverQuestion,
  type Condition,
  type CountedPart,
  countWords,
  type Fact,
  type Membership,
  nameOf,
  type PartAnswer,
} from '@countersign/shared/protocol'
import type { PeopleExplanation } from './explain-request.ts'

type Person = PeopleExplanation['people'][number]

/** Whether somebody may decide, and in the lines below what decided it. */
export function personWords(person: Person): readonly string[] {
  const decisive = person.questions.filter(({ truth }) => truth === person.verdict && truth !== 'yes')
  const shown = person.verdict === 'yes' ? person.questions.filter(({ what }) => what === 'allowed') : decisive
  return [
    `${person.name} ${verdicts[person.verdict]}${turnWords(person)}`,
    ...shown.flatMap((question) => questionWords(question, person)),
  ]
}

const verdicts: Readonly<Record<ApproverExplanation['verdict'], string>> = {
  yes: 'may decide',
  no: 'may not',
  unknown: 'may not: it is unknown, and unknown never counts',
}

/** Who is of a later stage only is not asked at once. */
function turnWords({ questions, verdict }: Person): string {
  const parts = questions.flatMap((question) => (question.what === 'allowed' ? question.parts : []))
  const stages = parts.flatMap(({ truth, stage }) => (truth === 'yes' ? [stage] : []))
  const stage = Math.min(...stages)
  return verdict !== 'yes' || stage === 1 ? '' : `, in stage ${stage}: once all before have approved`
}

function questionWords(question: ApproverQuestion, { verdict }: Person): readonly string[] {
  switch (question.what) {
    case 'issuer':
      return ['the token’s issuer (iss) is not in the policy']
    case 'subject':
      return ['the token lacks the claim that names the account (identity.subject)']
    case 'different-person':
      return [samenessWords[question.sameness]]
    case 'not-delegate':
      return [delegateWords[question.truth]]
    case 'allowed': {
      // Of somebody who may decide, the parts that they count for.
      const parts = question.parts.filter(({ truth }) => verdict !== 'yes' || truth === 'yes')
      return parts.flatMap((part) => partWords(part, question.parts.length > 1))
    }
    case 'not-in':
      return membershipWords({ ...question, truth: opposite[question.truth] })
    case 'member':
      return conditionWords('members', question)
    case 'not-excluded':
      return conditionWords('approvers.exclude', { ...question, truth: opposite[question.truth] })
  }
}

/** As what is excluded itself comes out; a no is what is wanted. */
const opposite = { yes: 'no', no: 'yes', unknown: 'unknown' } as const

function partWords({ name, group, when }: PartAnswer, isOneOfSeveral: boolean): readonly string[] {
  const lines = [
    ...(group === undefined ? [] : membershipWords(group)),
    ...(when === undefined ? [] : conditionWords('approvers.when', when)),
  ]
  return isOneOfSeveral ? lines.map((line) => (line.startsWith(' ') ? line : `${name}: ${line}`)) : lines
}

function membershipWords({ truth, groups, facts, places }: Membership): readonly string[] {
  if (places.length > 0) {
    return [
      `decides in the place of ${places.map(({ subject }) => subject).join(', ')} (delegates), who is in ${groups.join(' or ')}`,
    ]
  }
  return [`${memberships[truth]} ${groups.join(' or ')}`, ...facts.map(factWords)]
}

const memberships = { yes: 'is in', no: 'is not in', unknown: 'it is unknown whether they are in' } as const

function conditionWords(name: string, { truth, condition, facts }: Condition): readonly string[] {
  return [`${name} is ${answers[truth]}: ${condition}`, ...facts.map(factWords)]
}

const answers = { yes: 'true', no: 'false', unknown: 'unknown' } as const

const samenessWords = {
  same: 'is who asks: nobody approves their own request',
  unproven: 'could be who asks: nothing in the two tokens proves two different people',
  different: 'is somebody else than who asks',
} as const

const delegateWords = {
  yes: 'decides in nobody’s place who asks',
  no: 'decides in the place of who asks (delegates), and so not about what they ask for',
  unknown: 'could decide in the place of who asks (delegates): nothing in the two tokens proves that they do not',
} as const

function factWords({ name, value }: Fact): string {
  return value === undefined ? `  ${name} is absent` : `  ${name} = ${JSON.stringify(value)}`
}

/** What is to be said of them together. */
export function togetherWords({ requester, parts }: PeopleExplanation): readonly string[] {
  return [
    ...(requester === undefined
      ? ['Who asks is not known here (--requester): whoever asks may not decide, and is not counted.']
      : [`${nameOf(requester)} asks, and is never counted.`]),
    ...(parts === undefined
      ? ['How many are needed is unknown for this request (quorum): it could not be asked for.']
      : enoughWords(parts)),
  ]
}

/** How many of them could count; where one alone decides the lines above have said it. */
function enoughWords(parts: readonly CountedPart[]): readonly string[] {
  const [only, ...others] = parts
  const reached = parts.every(({ count, quorum }) => count >= quorum)
  if (only === undefined || (others.length === 0 && only.quorum === 1)) return []
  if (others.length === 0) {
    return [
      reached
        ? `Those who may are enough: ${only.quorum} provably different people.`
        : `Those who may are not enough: ${only.quorum} provably different people are needed.`,
    ]
  }
  return [`Those who may are ${reached ? '' : 'not '}enough, each counted for one part: ${countWords(parts)}`]
}
