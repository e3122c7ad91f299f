import type { ApproverExplanation, ApproverQuestion, Fact } from '@countersign/shared/protocol'
import type { PeopleExplanation } from './explain-request.ts'

type Person = PeopleExplanation['people'][number]

/** Whether somebody may decide, and in the lines below what decided it. */
export function personWords(person: Person): readonly string[] {
  const decisive = person.questions.filter(({ truth }) => truth === person.verdict && truth !== 'yes')
  const shown = person.verdict === 'yes' ? person.questions.filter(({ what }) => what === 'allowed') : decisive
  return [`${person.name} ${verdicts[person.verdict]}`, ...shown.flatMap(questionWords)]
}

const verdicts: Readonly<Record<ApproverExplanation['verdict'], string>> = {
  yes: 'may decide',
  no: 'may not',
  unknown: 'may not: it is unknown, and unknown never counts',
}

function questionWords(question: ApproverQuestion): readonly string[] {
  switch (question.what) {
    case 'issuer':
      return ['the token’s issuer (iss) is not in the policy']
    case 'subject':
      return ['the token lacks the claim that names the account (identity.subject)']
    case 'different-person':
      return [samenessWords[question.sameness]]
    default:
      return [
        `${conditionNames[question.what]} is ${answers(question)}: ${question.condition}`,
        ...question.facts.map(factWords),
      ]
  }
}

const samenessWords = {
  same: 'is who asks: nobody approves their own request',
  unproven: 'could be who asks: nothing in the two tokens proves two different people',
  different: 'is somebody else than who asks',
} as const

const conditionNames = { member: 'members', allowed: 'approvers.when', 'not-excluded': 'approvers.exclude' } as const

/** As the condition itself comes out; of `exclude` a no is what is wanted. */
function answers({ what, truth }: Extract<ApproverQuestion, { readonly condition: string }>): string {
  if (truth === 'unknown') return 'unknown'
  return (truth === 'yes') === (what !== 'not-excluded') ? 'true' : 'false'
}

function factWords({ name, value }: Fact): string {
  return value === undefined ? `  ${name} is absent` : `  ${name} = ${JSON.stringify(value)}`
}

/** What is to be said of them together. */
export function togetherWords({ requester, enough }: PeopleExplanation): readonly string[] {
  return [
    ...(requester === undefined
      ? ['Who asks is not known here (--requester): whoever asks may not decide, and is not counted.']
      : [`${requester.name ?? requester.email ?? requester.subject} asks, and is never counted.`]),
    ...(enough === undefined
      ? []
      : [
          enough.reached
            ? `Those who may are enough: ${enough.quorum} provably different people.`
            : `Those who may are not enough: ${enough.quorum} provably different people are needed.`,
        ]),
  ]
}
