import type { RuleExplanation } from '@countersign/shared/policy'
import { demandWords } from './demand-words.ts'
import type { PeopleExplanation, Protection, RequestExplanation } from './explain-request.ts'
import { personWords, togetherWords } from './people-words.ts'
import { againstWords, type Mark, type PartWords, ruleWords } from './rule-words.ts'

/** What a policy makes of a request, for people. */
export function requestWords(
  { protection, also, near }: RequestExplanation,
  people: PeopleExplanation | undefined,
): readonly string[] {
  return [
    ...protectionWords(protection, also),
    ...section('Of this address, and not about this request', near.flatMap(nearWords)),
    ...(people === undefined ? [] : peopleWords(people)),
  ]
}

const marks: Readonly<Record<Mark | 'unknown', string>> = { yes: '✓', no: '✗', unseen: '?', unknown: '?' }

function protectionWords(protection: Protection, also: readonly RuleExplanation[]): readonly string[] {
  switch (protection.kind) {
    case 'held': {
      const { by, rule, summary, params } = protection
      const captured = Object.entries(params).map(([name, value]) => `${name} = ${value}`)
      return [
        `Held by the rule ${by.rule.id}`,
        ...section('What the card says', [
          row('console', by.rule.console),
          row('summary', summary),
          ...captured.map((text, index) => row(index === 0 ? 'from the URL' : '', text)),
        ]),
        ...section('Why this rule', ruleWords(by).flatMap(partLines)),
        ...section('Protect it as well, and come after it', also.map(nameOf)),
        ...section(
          also.length === 0 ? 'What it demands' : 'What they demand together: of each the strictest',
          demandWords(rule).map(([name, says]) => row(name, says)),
        ),
      ]
    }
    case 'recorded':
      return [
        'Not held: it goes on at once, and is recorded.',
        `${protection.by.join(', ')}: ${protection.summary}`,
        'Such a rule holds nothing as long as it says monitor: true.',
      ]
    case 'looked-into':
      return [
        'Not held: no rule protects it.',
        `The browser’s network blocks its address for the sake of the rule ${protection.because}. A page’s own request is`,
        'looked into and let through at once; a worker’s, or one that nobody can look into, stays blocked.',
      ]
    case 'looked-at':
      return ['Not held: no rule protects it. The page’s own request is looked at, and goes on untouched.']
    case 'untouched':
      return ['Not held: no rule protects it. It goes on untouched.']
  }
}

function peopleWords(explanation: PeopleExplanation): readonly string[] {
  if (explanation.parts?.length === 0) return section('Who may decide', [requesterAlone])
  const lines = explanation.people.flatMap((person) => {
    const [first = '', ...rest] = personWords(person)
    return [`${marks[person.verdict]} ${first}`, ...rest.map((text) => `    ${text}`)]
  })
  return section('Who may decide', [...lines, ...togetherWords(explanation)])
}

const requesterAlone = 'Who asks, and nobody else: by a sign-in of their own they confirm that it is they.'

function nearWords(explanation: RuleExplanation): readonly string[] {
  return [
    nameOf(explanation),
    ...againstWords(explanation)
      .flatMap(partLines)
      .map((text) => `  ${text}`),
  ]
}

function nameOf({ rule }: RuleExplanation): string {
  return `${rule.id}  (${rule.match.method} ${rule.match.url})`
}

function partLines({ mark, part, says: [first = '', ...rest] }: PartWords): readonly string[] {
  return [`${marks[mark]} ${part.padEnd(8)} ${first}`, ...rest.map((text) => `${' '.repeat(11)}${text}`)]
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((text) => `  ${text}`)]
}

function row(name: string, says: string): string {
  return `${name.padEnd(12)} ${says}`
}
