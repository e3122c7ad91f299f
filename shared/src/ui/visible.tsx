import { visibleRuns } from './visible-runs.ts'

/** Text from outside: never markup, isolated from the direction of what stands around it, nothing in it unseen. */
export function Visible({ text }: { readonly text: string }) {
  return (
    <bdi>
      {visibleRuns(text).map((run, index) =>
        run.unseen ? (
          <span class="cs-unseen" key={index}>
            {run.text}
          </span>
        ) : (
          run.text
        ),
      )}
    </bdi>
  )
}
