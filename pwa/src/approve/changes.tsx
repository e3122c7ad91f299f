import { count, type Difference, differences, Visible } from '@countersign/shared/ui'
import { useId, useMemo, useState } from 'preact/hooks'
import type { Judged } from './judge.ts'

/** So many are shown at once; who wants the rest asks for it. */
const shownAtOnce = 12

/** What changes where something is saved as a whole: what is left out of it is deleted. */
export function Changes({ judged: { comparison, own } }: { readonly judged: Judged }) {
  const id = useId()
  if (comparison === undefined) return null
  return (
    <section class="changes" aria-labelledby={id}>
      <h2 id={id}>What changes</h2>
      {comparison.kind === 'unknown' ? (
        <p class="changes__none">
          It could not be read what stands there now, so nobody can say. Read all of it below.
        </p>
      ) : (
        <Found {...comparison} hides={own.rule.redact.length > 0} />
      )}
    </section>
  )
}

type FoundProps = { readonly was: string; readonly is: string; readonly hides: boolean }

function Found({ was, is, hides }: FoundProps) {
  const found = useMemo(() => differences(was, is), [was, is])
  const [all, setAll] = useState(false)
  const said = hides ? `${whoseWord} What is hidden may change, too.` : whoseWord
  if (found.length === 0) return <p class="changes__none">Nothing: the same stands there already. {said}</p>
  const hidden = all ? 0 : Math.max(0, found.length - shownAtOnce)
  return (
    <>
      <ul class="changes__list">
        {found.slice(0, found.length - hidden).map((difference) => (
          <Row key={`${difference.kind} ${difference.at}`} difference={difference} />
        ))}
      </ul>
      {hidden === 0 ? null : (
        <button type="button" class="button button--small" onClick={() => setAll(true)}>
          Show {count(hidden, 'more change')}
        </button>
      )}
      <p class="word">{said}</p>
    </>
  )
}

const whoseWord = 'Compared with what stood there when it was held, as their browser says.'

function Row({ difference }: { readonly difference: Difference }) {
  const { kind, at } = difference
  return (
    <li class={`change change--${kind}`}>
      <p class="change__what">
        {words[kind]} <Place at={at} />
      </p>
      {'was' in difference ? <Value text={difference.was} of={kind === 'changed' ? 'from' : undefined} /> : null}
      {'is' in difference ? <Value text={difference.is} of={kind === 'changed' ? 'to' : undefined} /> : null}
    </li>
  )
}

const words = { removed: 'Removed', added: 'Added', changed: 'Changed', reordered: 'In another order' } as const

function Place({ at }: { readonly at: string }) {
  return at === '' ? (
    'all of it'
  ) : (
    <code>
      <Visible text={at} />
    </code>
  )
}

/** All of it: what is long is folded, and says how long it is. */
function Value({ text, of }: { readonly text: string; readonly of: 'from' | 'to' | undefined }) {
  const shown = (
    <pre class="change__value">
      <Visible text={text} />
    </pre>
  )
  return (
    <div class="change__side">
      {of === undefined ? null : <span class="change__of">{of}</span>}
      {text.length <= unfolded ? (
        shown
      ) : (
        <details>
          <summary class="change__of">{count(text.length, 'character')}</summary>
          {shown}
        </details>
      )}
    </div>
  )
}

/** Characters. */
const unfolded = 400
