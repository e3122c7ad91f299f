/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact'

interface TableProperties {
  readonly columns: readonly string[]
  /** Whether scripts change its rows. */
  readonly isLive?: boolean
  readonly children: ComponentChildren
}

/** A table whose last column holds the rows' buttons. */
export function Table({ columns, isLive = false, children }: TableProperties): VNode {
  return (
    <table class={isLive ? 'live' : undefined}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
          <th scope="col">
            <span class="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}

interface LiveRowProperties {
  /** What the row's requests name in their URL. */
  readonly id: string
  readonly name: string
  readonly children: ComponentChildren
}

/** A row that scripts rename and delete; `rows.js` knows its attributes. */
export function LiveRow({ id, name, children }: LiveRowProperties): VNode {
  return (
    <tr data-row={id}>
      <td>
        <span data-field="name">{name}</span>
        <p class="row-message" role="alert" data-message hidden />
      </td>
      {children}
      <td class="actions">
        <button type="button" class="quiet" data-action="rename" aria-label={`Rename ${name}`}>
          Rename
        </button>
        <button type="button" class="danger" data-action="delete" aria-label={`Delete ${name}`}>
          Delete
        </button>
      </td>
    </tr>
  )
}

/** Where scripts say what has happened, for people who don't see the row vanish. */
export function Announcements(): VNode {
  return <p class="unseen" role="status" data-announcements />
}
