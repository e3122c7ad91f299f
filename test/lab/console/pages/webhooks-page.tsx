/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import type { Webhook } from '../data.ts'
import type { Session } from '../session.ts'
import { Layout } from './layout.tsx'
import { Announcements, LiveRow, Table } from './table.tsx'

interface Properties {
  readonly webhooks: readonly Webhook[]
  readonly session: Session
}

export function WebhooksPage({ webhooks, session }: Properties): VNode {
  return (
    <Layout title="Webhooks" session={session} script="webhooks.js">
      <header>
        <h1>Webhooks</h1>
      </header>
      <Table isLive columns={['Name', 'Goes to', 'Event']}>
        {webhooks.map(({ id, name, target, event }) => (
          <LiveRow key={id} id={id} name={name}>
            <td>{target}</td>
            <td>
              <code>{event}</code>
            </td>
          </LiveRow>
        ))}
      </Table>
      <p class="empty" data-empty hidden={webhooks.length > 0}>
        No webhooks here.
      </p>
      <Announcements />
    </Layout>
  )
}
