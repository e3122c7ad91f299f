/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import type { ApiKey } from '../data.ts'
import type { Session } from '../session.ts'
import { Layout } from './layout.tsx'
import { Announcements, LiveRow, Table } from './table.tsx'

interface Properties {
  readonly keys: readonly ApiKey[]
  readonly session: Session
}

export function KeysPage({ keys, session }: Properties): VNode {
  return (
    <Layout title="API keys" session={session} script="keys.js">
      <header>
        <h1>API keys</h1>
        <button type="button" class="quiet tool" data-action="refresh">
          Refresh
        </button>
      </header>
      <Table isLive columns={['Name', 'Key', 'Scope', 'Last used']}>
        {keys.map(({ id, name, scope, lastUsed }) => (
          <LiveRow key={id} id={id} name={name}>
            <td>
              <code>{id}…</code>
            </td>
            <td>{scope}</td>
            <td>{lastUsed}</td>
          </LiveRow>
        ))}
      </Table>
      <p class="empty" data-empty hidden={keys.length > 0}>
        No keys here.
      </p>
      <Announcements />
    </Layout>
  )
}
