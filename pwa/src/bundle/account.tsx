import { type AccountLine, type BundleReport, describeBundle } from '@countersign/shared/log'
import { Visible } from '@countersign/shared/ui'
import { useEffect, useRef } from 'preact/hooks'

export type AccountProps = {
  /** The file's, for people who check several. */
  readonly name: string
  readonly report: BundleReport
}

/** What a proof shows: the verdict first, then every check. */
export function Account({ name, report }: AccountProps) {
  const { verdict, lines } = describeBundle(report)
  const { tone, explanation } = verdicts[report.verdict]
  const headline = useRef<HTMLHeadingElement>(null)
  useEffect(() => headline.current?.focus({ preventScroll: true }), [report])
  return (
    <article class="card">
      <div>
        <h2 class={`headline headline--${tone}`} ref={headline} tabIndex={-1}>
          <Visible text={report.verdict === 'erased' ? verdict : verdicts[report.verdict].headline} />
        </h2>
        <p class="explanation">{explanation}</p>
      </div>
      <ul class="steps" aria-label="Every check">
        {lines.map((line, index) => (
          <Check key={index} line={line} />
        ))}
      </ul>
      <p class="quiet">
        The file “<Visible text={name} />”
      </p>
    </article>
  )
}

const verdicts = {
  valid: {
    tone: 'good',
    headline: 'Valid',
    explanation: 'Every check holds. This phone fetched the keys from the identity provider itself.',
  },
  'relay-keys': {
    tone: 'unsure',
    headline: 'Valid, if the relay’s word is good',
    explanation:
      'Every check holds, but this phone could not get every key from the identity provider itself: the provider cannot be reached, or no longer uses that key. What rests on the relay alone says so below.',
  },
  invalid: {
    tone: 'stopped',
    headline: 'Not valid',
    explanation: 'Do not rely on this file. What fails is marked with a cross.',
  },
  erased: {
    tone: 'waiting',
    headline: '',
    explanation: 'Nothing is left that could be checked. That it was erased is the relay’s word.',
  },
} as const

const marks = { proven: '✓', failed: '✕', word: '“', alarm: '!' } as const
const spoken = { proven: 'holds', failed: 'fails', word: 'the relay’s word', alarm: 'look at this' } as const
const looks = { proven: 'done', failed: 'stopped', word: 'word', alarm: 'stopped' } as const

function Check({ line: { mark, what, says } }: { readonly line: AccountLine }) {
  return (
    <li class={`step step--${looks[mark]}`}>
      <span class="step__mark" aria-hidden="true">
        {marks[mark]}
      </span>
      <span class="step__words">
        <strong>{what}</strong>
        <span class="sr"> ({spoken[mark]})</span>
        <span class="step__says">
          <Visible text={says} />
        </span>
      </span>
    </li>
  )
}
