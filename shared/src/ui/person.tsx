import { initialsOf } from './format.ts'
import { Visible } from './visible.tsx'

export type PersonProps = { readonly name: string; readonly note?: string }

/** Somebody: their initials, their name, and one line about them. */
export function Person({ name, note }: PersonProps) {
  return (
    <div class="cs-person">
      <span class="cs-person__initials" aria-hidden="true">
        {initialsOf(name)}
      </span>
      <div>
        <div class="cs-person__name">
          <Visible text={name} />
        </div>
        {note === undefined ? null : (
          <div class="cs-person__note">
            <Visible text={note} />
          </div>
        )}
      </div>
    </div>
  )
}
