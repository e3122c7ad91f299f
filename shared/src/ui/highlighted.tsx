import type { Part } from './highlight.ts'
import { Visible } from './visible.tsx'

/** Parts in a row, the captured ones marked. */
export function Highlighted({ parts }: { readonly parts: readonly Part[] }) {
  return (
    <>
      {parts.map(({ text, param }, index) =>
        param === undefined ? (
          <Visible key={index} text={text} />
        ) : (
          <span class="cs-param" key={index}>
            <Visible text={text} />
          </span>
        ),
      )}
    </>
  )
}

/** The consequence in words, as a headline. */
export function Summary({ parts }: { readonly parts: readonly Part[] }) {
  return (
    <h1 class="cs-summary" tabIndex={-1}>
      <Highlighted parts={parts} />
    </h1>
  )
}
