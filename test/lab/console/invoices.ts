import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formBody, textField } from './body.ts'
import type { Console } from './console.ts'
import type { Invoice } from './data.ts'
import { InvoicePage } from './pages/invoice-page.tsx'
import { InvoicesPage } from './pages/invoices-page.tsx'
import { sendPage } from './pages/layout.tsx'
import { RefusedPage } from './pages/refused-page.tsx'

type Numbered = { Params: { number: string } }
type Change = (invoice: Invoice, form: FormData) => { invoice: Invoice; text: string } | { refusal: string }

/** Invoices: classic forms with full navigation, one url-encoded and one multipart with a file; 303 and a flash. */
export function invoicesRoutes(app: FastifyInstance, shared: Console): void {
  const { data, sessions, apiOrigin } = shared

  app.get('/invoices', (request, reply) => {
    const session = sessions.open(request, reply)
    const { flash } = session
    session.flash = undefined
    return sendPage(reply, InvoicesPage({ invoices: data.invoices, session, flash }), apiOrigin())
  })

  app.get<Numbered>('/invoices/:number', (request, reply) => {
    const session = sessions.open(request, reply)
    const invoice = data.invoices.find(({ number }) => number === request.params.number)
    if (invoice === undefined) return sendRefusal(reply.code(404), 'There is no such invoice.', apiOrigin())
    return sendPage(reply, InvoicePage({ invoice, session }), apiOrigin())
  })

  app.post<Numbered>('/invoices/:number/remind', (request, reply) => change(shared, request, reply, remind))
  app.post<Numbered>('/invoices/:number/void', destructive, (request, reply) =>
    change(shared, request, reply, voidInvoice),
  )
  app.post<Numbered>('/invoices/:number/replace', destructive, (request, reply) =>
    change(shared, request, reply, replaceDocument),
  )
}

const destructive = { config: { destructive: true } }

/** The way of every form: session, token, invoice, then the change itself, then back to the list. */
async function change(
  { data, sessions, apiOrigin }: Console,
  request: FastifyRequest<Numbered>,
  reply: FastifyReply,
  make: Change,
): Promise<FastifyReply> {
  const session = sessions.of(request)
  const form = await formBody(request)
  if (session === undefined || textField(form, 'csrf_token') !== session.csrf) {
    return sendRefusal(reply.code(403), 'This page is out of date. Go back, reload it and try again.', apiOrigin())
  }
  const invoice = data.invoices.find(({ number }) => number === request.params.number)
  if (invoice === undefined) return sendRefusal(reply.code(404), 'There is no such invoice.', apiOrigin())
  const made = make(invoice, form)
  if ('refusal' in made) {
    session.flash = { kind: 'failed', text: made.refusal }
  } else {
    data.invoices = data.invoices.map((each) => (each.number === invoice.number ? made.invoice : each))
    session.flash = { kind: 'done', text: made.text }
  }
  return reply.redirect('/invoices', 303)
}

const remind: Change = (invoice) => ({ invoice, text: `A reminder for ${invoice.number} is on its way.` })

const voidInvoice: Change = (invoice, form) => {
  if (invoice.status === 'void') return { refusal: `${invoice.number} is void already.` }
  if (textField(form, 'reason') === '') return { refusal: `Choose why ${invoice.number} is void.` }
  return { invoice: { ...invoice, status: 'void' }, text: `${invoice.number} is void.` }
}

const replaceDocument: Change = (invoice, form) => {
  const file = form.get('document')
  if (!(file instanceof File) || file.name === '') return { refusal: `Choose a file for ${invoice.number}.` }
  return { invoice: { ...invoice, document: file.name }, text: `${invoice.number} now has ${file.name}.` }
}

function sendRefusal(reply: FastifyReply, text: string, apiOrigin: string): FastifyReply {
  return sendPage(reply, RefusedPage({ text }), apiOrigin)
}
