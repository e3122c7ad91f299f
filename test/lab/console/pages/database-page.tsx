/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact'
import type { Table as DatabaseTable } from '../data.ts'
import type { Flash, Session } from '../session.ts'
import { CsrfField } from './invoice-parts.tsx'
import { Layout } from './layout.tsx'
import { Table } from './table.tsx'

interface Properties {
  readonly tables: readonly DatabaseTable[]
  readonly session: Session
  readonly flash: Flash | undefined
}

export function DatabasePage({ tables, session, flash }: Properties): VNode {
  return (
    <Layout title="Database" session={session} script="database.js">
      <header>
        <h1>Database</h1>
      </header>
      {flash === undefined ? null : (
        <p class={`flash ${flash.kind}`} role={flash.kind === 'failed' ? 'alert' : 'status'} data-flash={flash.kind}>
          {flash.text}
        </p>
      )}
      <Table columns={['Table', 'Rows']}>
        {tables.map(({ name, rows }) => (
          <tr key={name} data-row={name}>
            <td>{name}</td>
            <td class="number">{rows}</td>
            <td class="actions">
              <Does operation="backup" table={name} session={session}>
                Back up
              </Does>
              <Does operation="truncate" table={name} session={session}>
                Empty
              </Does>
              <Does operation="delete" table={name} session={session}>
                Drop…
              </Does>
              <button type="button" data-action="analyze" aria-label={`Analyse ${name}`}>
                Analyse
              </button>
              <button type="button" class="danger" data-action="drop" aria-label={`Drop ${name} now`}>
                Drop now
              </button>
            </td>
          </tr>
        ))}
      </Table>
      <form method="post" action="/database" data-form="sql">
        <CsrfField session={session} />
        <input type="hidden" name="OP" value="sql" />
        <label>
          SQL <input name="sql_query" />
        </label>
        <button type="submit">Run</button>
      </form>
      <p role="status" data-announcements />
    </Layout>
  )
}

/** The page between a delete and its deed. */
export function ReallyPage({ name, session }: { readonly name: string; readonly session: Session }): VNode {
  return (
    <Layout title="Drop a table" section="Database">
      <h1>Drop {name}?</h1>
      <form method="post" action="/database" data-form="really">
        <CsrfField session={session} />
        <input type="hidden" name="OP" value="delete" />
        <input type="hidden" name="table" value={name} />
        <button type="submit" class="danger" name="confirm" value="yes">
          Drop it
        </button>
      </form>
      <a href="/database">Keep it</a>
    </Layout>
  )
}

interface DoesProperties {
  readonly operation: string
  readonly table: string
  readonly session: Session
  readonly children: ComponentChildren
}

/** One button, which is a form of its own: the body alone says what it does. */
function Does({ operation, table, session, children }: DoesProperties): VNode {
  return (
    <form method="post" action="/database" data-form={operation}>
      <CsrfField session={session} />
      <input type="hidden" name="OP" value={operation} />
      <input type="hidden" name="table" value={table} />
      <button type="submit" aria-label={`${operation} ${table}`}>
        {children}
      </button>
    </form>
  )
}
