import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formBody, jsonBody, textField } from './body.ts'
import type { Console } from './console.ts'
import type { Table } from './data.ts'
import { requireCsrfHeader } from './guard.ts'
import { DatabasePage, ReallyPage } from './pages/database-page.tsx'
import { sendPage } from './pages/layout.tsx'
import { RefusedPage } from './pages/refused-page.tsx'

/**
 * Database: every button posts to one URL, and the body says what it does; a delete asks first, by the same URL again.
 * Beside it GraphQL, where everything goes to one URL, too.
 */
export function databaseRoutes(app: FastifyInstance, shared: Console): void {
  const { data, sessions, apiOrigin } = shared

  app.get('/database', (request, reply) => {
    const session = sessions.open(request, reply)
    const { flash } = session
    session.flash = undefined
    return sendPage(reply, DatabasePage({ tables: data.tables, session, flash }), apiOrigin())
  })

  app.post('/database', destructive, async (request, reply) => {
    const session = sessions.of(request)
    const form = await formBody(request)
    if (session === undefined || textField(form, 'csrf_token') !== session.csrf) {
      const text = 'This page is out of date. Go back, reload it and try again.'
      return sendPage(reply.code(403), RefusedPage({ text }), apiOrigin())
    }
    const name = textField(form, 'table')
    if (textField(form, 'OP') === 'delete' && !form.has('confirm')) {
      return sendPage(reply, ReallyPage({ name, session }), apiOrigin())
    }
    const text = run(data, textField(form, 'OP'), name, textField(form, 'sql_query'))
    session.flash = text === undefined ? { kind: 'failed', text: 'That cannot be done.' } : { kind: 'done', text }
    return reply.redirect('/database', 303)
  })

  const preHandler = requireCsrfHeader(sessions)
  app.post('/graphql', { ...destructive, preHandler }, (request, reply) => answerGraphql(shared, request, reply))
}

const destructive = { config: { destructive: true } }

/** What was done, in words; undefined for what is not known. */
function run(data: Console['data'], operation: string, name: string, sql: string): string | undefined {
  const table = data.tables.find((each) => each.name === name)
  const dropped = /^\s*drop\s+table\s+`?(\w+)/i.exec(sql)?.[1]
  if (operation === 'sql' && dropped !== undefined) return drop(data, dropped)
  if (operation === 'sql') return `Ran: ${sql}`
  if (table === undefined) return undefined
  if (operation === 'delete') return drop(data, name)
  if (operation === 'backup') return `${name} is backed up.`
  if (operation === 'truncate') {
    data.tables = data.tables.map((each): Table => (each.name === name ? { ...each, rows: 0 } : each))
    return `${name} is empty.`
  }
  return undefined
}

function drop(data: Console['data'], name: string): string {
  data.tables = data.tables.filter((each) => each.name !== name)
  return `${name} is gone.`
}

/** As much of GraphQL as this page's script needs: the operations that it sends, told apart by their first field. */
function answerGraphql({ data }: Console, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { query, variables } = jsonBody(request)
  const name = typeof variables === 'object' && variables !== null && 'name' in variables ? String(variables.name) : ''
  const text = String(query)
  if (text.includes('dropTable')) return reply.send({ data: { dropTable: drop(data, name) } })
  if (text.includes('analyzeTable')) return reply.send({ data: { analyzeTable: `${name} is analysed.` } })
  return reply.send({ data: { tables: data.tables } })
}
