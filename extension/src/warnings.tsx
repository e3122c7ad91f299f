import type { Overview } from './background/pages.ts'
import { endingWords, noAccessWords, noPolicyWords, refusalWords } from './policy-words.ts'

/** Everything about the policy that somebody should do something about. */
export function Warnings({ overview }: { readonly overview: Overview }) {
  return (
    <>
      {warningsOf(overview, Date.now()).map((words) => (
        <p class="page__warning" role="status" key={words}>
          {words}
        </p>
      ))}
    </>
  )
}

function warningsOf({ trust, policy, refusal, access }: Overview, now: number): readonly string[] {
  const nothing = policy !== undefined ? undefined : noPolicyWords(trust)
  const refused = refusal === undefined ? undefined : refusalWords(refusal, policy?.version)
  const ending = policy === undefined ? undefined : endingWords(policy.validUntil, now)
  return [nothing, refused, ending, noAccessWords(access)].filter((words) => words !== undefined)
}
