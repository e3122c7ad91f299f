/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import type { Invoice } from '../data.ts'
import type { Flash, Session } from '../session.ts'
import { Amount, CsrfField, ReasonSelect } from './invoice-parts.tsx'
import { Layout } from './layout.tsx'
import { Table } from './table.tsx'

interface Properties {
  readonly invoices: readonly Invoice[]
  readonly session: Session
  readonly flash: Flash | undefined
}

export function InvoicesPage({ invoices, session, flash }: Properties): VNode {
  return (
    <Layout title="Invoices">
      <header>
        <h1>Invoices</h1>
      </header>
      {flash === undefined ? null : (
        <p class={`flash ${flash.kind}`} role={flash.kind === 'failed' ? 'alert' : 'status'} data-flash={flash.kind}>
          {flash.text}
        </p>
      )}
      <Table columns={['Number', 'Customer', 'Amount', 'Status']}>
        {invoices.map((invoice) => (
          <tr key={invoice.number} data-row={invoice.number}>
            <td>
              <a href={`/invoices/${invoice.number}`}>{invoice.number}</a>
            </td>
            <td>{invoice.customer}</td>
            <td class="number">
              <Amount cents={invoice.cents} />
            </td>
            <td data-field="status">{invoice.status}</td>
            <td class="actions">
              {invoice.status === 'void' ? null : (
                <form method="post" action={`/invoices/${invoice.number}/void`}>
                  <CsrfField session={session} />
                  <ReasonSelect label={`Why ${invoice.number} is void`} />
                  <button type="submit" class="danger" aria-label={`Void ${invoice.number}`} data-action="void">
                    Void
                  </button>
                </form>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </Layout>
  )
}
