/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import { Layout } from './layout.tsx'

/** What a form answers where it won't do what was asked. */
export function RefusedPage({ text }: { readonly text: string }): VNode {
  return (
    <Layout title="That didn’t work" section="Invoices">
      <header>
        <h1>That didn’t work</h1>
      </header>
      <p class="flash failed" role="alert" data-flash="failed">
        {text}
      </p>
      <p>
        <a href="/invoices">Back to the invoices</a>
      </p>
    </Layout>
  )
}
