/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import type { Invoice } from '../data.ts'
import type { Session } from '../session.ts'
import { Amount, CsrfField, ReasonSelect } from './invoice-parts.tsx'
import { Layout } from './layout.tsx'

interface Properties {
  readonly invoice: Invoice
  readonly session: Session
}

/** One invoice, with a form of each kind: url-encoded to void it, multipart to replace its document. */
export function InvoicePage({ invoice, session }: Properties): VNode {
  const path = `/invoices/${invoice.number}`
  return (
    <Layout title={invoice.number} section="Invoices">
      <header>
        <h1>{invoice.number}</h1>
        <a class="tool" href="/invoices">
          All invoices
        </a>
      </header>
      <dl>
        <dt>Customer</dt>
        <dd>{invoice.customer}</dd>
        <dt>Amount</dt>
        <dd>
          <Amount cents={invoice.cents} />
        </dd>
        <dt>Status</dt>
        <dd data-field="status">{invoice.status}</dd>
        <dt>Document</dt>
        <dd data-field="document">{invoice.document}</dd>
      </dl>
      <form class="panel" method="post" action={`${path}/remind`} data-form="remind">
        <h2>Remind the customer</h2>
        <CsrfField session={session} />
        <button type="submit" class="quiet">
          Send a reminder
        </button>
      </form>
      <form class="panel" method="post" action={`${path}/replace`} enctype="multipart/form-data" data-form="replace">
        <h2>Replace the document</h2>
        <CsrfField session={session} />
        <label>
          New document
          <input type="file" name="document" required />
        </label>
        <label>
          Comment
          <input type="text" name="comment" autocomplete="off" />
        </label>
        <button type="submit" class="danger">
          Replace
        </button>
      </form>
      {invoice.status === 'void' ? null : (
        <form class="panel" method="post" action={`${path}/void`} data-form="void">
          <h2>Void this invoice</h2>
          <CsrfField session={session} />
          <label for="reason">Reason</label>
          <ReasonSelect id="reason" label="Reason" />
          <label>
            Note
            <input type="text" name="note" autocomplete="off" />
          </label>
          <button type="submit" class="danger">
            Void {invoice.number}
          </button>
        </form>
      )}
    </Layout>
  )
}
