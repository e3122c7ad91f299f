import type { PositionDemand } from '@countersign/shared/policy'
import { Visible } from '@countersign/shared/ui'
import { trouble } from './position-words.ts'
import type { Locating } from './use-position.ts'

type WhereTroubleProps = { readonly locating: Locating; readonly asked: PositionDemand }

/** Why it was not approved from here; above the buttons, where whoever pressed one is looking. */
export function WhereTrouble({ locating, asked }: WhereTroubleProps) {
  const [what, then] = trouble(locating, asked) ?? []
  return (
    <>
      <p class="sr" role="status">
        {locating.kind === 'asking' ? 'Finding out where you are' : ''}
      </p>
      <div class="trouble" role="alert">
        {what === undefined ? null : (
          <p class="notice notice--bad notice--stacked">
            <strong>{what}</strong>
            <span>
              <Visible text={then ?? ''} />
            </span>
          </p>
        )}
      </div>
    </>
  )
}
