import { Line } from './line.tsx'
import type { List } from './use-list.ts'

/** What went without approval and nobody has reviewed yet; nothing at all where there is none. */
export function WithoutSection({ list }: { readonly list: List }) {
  if (list.kind !== 'read' || list.lines.length === 0) return null
  return (
    <section class="without" aria-labelledby="without">
      <h2 id="without" class="without__title">
        Went without approval
      </h2>
      <p>Nobody has reviewed it yet. You could have approved it, so you can.</p>
      <ul class="list">
        {list.lines.map((line) => (
          <Line key={line.view.request.id} line={line}>
            <span class="without__mark">Not reviewed</span>
          </Line>
        ))}
      </ul>
    </section>
  )
}
