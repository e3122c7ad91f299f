import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formBody, textField } from '../lab/console/body.ts'
import { breakOff } from '../lab/console/break-off.ts'
import { answer, page } from './site.ts'

// A console as others are built: one address for many buttons, a page that asks first, a configuration that is saved as
// a whole, a server that refuses what was approved, or breaks.

/** Rules for both clocks: `short` ones expire as soon as a policy can say. */
export function shapeRules(origin: string): string {
  return kinds.map((kind) => rulesOf(origin, kind)).join('')
}

/** Everything that reaches one of these is recorded, whether a rule protects it or not. */
export function shapeRoutes(app: FastifyInstance): void {
  app.get('/matrix/buttons/page', (_, reply) => html(reply.header('set-cookie', `${token}; SameSite=Strict`), buttons))
  app.get('/matrix/rows/page', (_, reply) => html(reply, '<ul><li>Ledger</li></ul>'))
  const config = { destructive: true }
  app.delete('/matrix/drafts/:draft', { config }, answer)
  for (const kind of kinds) {
    app.post(`/matrix/buttons/${kind}`, { config }, press)
    app.post(`/matrix/graphql/${kind}`, { config }, () => ({ data: {} }))
    app.put(`/matrix/settings/${kind}`, { config }, () => ({ saved: true }))
    app.get(`/matrix/settings/${kind}`, { config, exposeHeadRoute: false }, () => ({ folders: [] }))
    app.put(`/matrix/settings/${kind}/alerts`, { config }, () => ({ saved: true }))
    app.delete(`/matrix/parts/${kind}/:group/:id`, { config }, answer)
    app.route({ method: ['DELETE', 'POST'], url: `/matrix/refusing/${kind}/:id`, config, handler: refuse })
    app.route({ method: ['DELETE', 'POST'], url: `/matrix/breaking/${kind}/:id`, config, handler: breakOff })
  }
}

const kinds = ['run', 'short'] as const

function rulesOf(origin: string, kind: (typeof kinds)[number]): string {
  const rule = (id: string, match: string, summary: string) => `  - id: shape-${id}-${kind}
    console: Acme Admin
    match: { ${match} }
    summary: "${summary}"
    approvers: { when: "'platform-leads' in approver.groups" }
    expires: ${kind === 'short' ? '5s' : '120s'}
`
  const at = (method: string, path: string) => `method: ${method}, url: "${origin}/matrix/${path}"`
  const pressed = at('POST', `buttons/${kind}`)
  return [
    rule('drop', `${pressed}, body: { form: { drop: Drop } }`, 'Drop tables'),
    rule('confirmed', `${pressed}, body: { form: { OP: delete, confirm: "*" } }`, 'Delete a table'),
    rule('sql', `${pressed}, body: { form: { sql_query: ["*drop*table*", "*truncate*"] } }`, 'Run SQL that deletes'),
    rule(
      'graphql',
      `${at('POST', `graphql/${kind}`)}, body: { graphql: { operation: mutation, field: "drop*" } }`,
      'Drop a table by GraphQL',
    ),
    `${rule('settings', at('PUT', `settings/${kind}`), 'Replace the settings')}    compare: true
`,
    rule('part', at('DELETE', `parts/${kind}/:group/:id`), 'Delete {id} of {group}'),
    ...['DELETE', 'POST'].flatMap((method) =>
      ['refusing', 'breaking'].map((how) =>
        rule(`${how}-${method.toLowerCase()}`, at(method, `${how}/${kind}/:id`), `${method} {id}`),
      ),
    ),
  ].join('')
}

/** What the page's forms and its cookie both have to say. */
const token = 'matrix_token=t-1'

/** What is done stands in the body; a delete without its confirmation is answered by the question. */
async function press(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const form = await formBody(request)
  const said = `matrix_token=${textField(form, 'token')}`
  if (said !== token || request.headers.cookie?.split('; ').includes(token) !== true) return refuse(request, reply)
  if (textField(form, 'OP') === 'delete' && !form.has('confirm')) return html(reply, 'Really?')
  return answer(request, reply)
}

async function refuse(_: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return html(reply.code(403), 'Your session has ended.')
}

function html(reply: FastifyReply, body: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page(body))
}

const hidden = (fields: Readonly<Record<string, string>>) =>
  Object.entries({ ticket: '', token: 't-1', ...fields })
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
    .join('')

const form = (fields: Readonly<Record<string, string>>, controls: string) =>
  `<form method="post">${hidden(fields)}${controls}</form>`

const button = (id: string, says = '') => `<button id="${id}" ${says}>${id}</button>`

const buttons = [
  form(
    { db: 'my db', 'tables[]': '`users`' },
    button('drop', 'name="drop" value="Drop"') +
      button('empty', 'name="empty" value="Empty"') +
      button('copy', 'name="copy" value="Copy"'),
  ),
  form({ OP: 'login', user: 'admin', password: 'drop table' }, button('sign-in')),
  form({ OP: 'delete', table: '`users`' }, button('ask')),
  form({ OP: 'delete', table: '`users`' }, button('confirm', 'name="confirm" value="Yes, delete"')),
  form({ sql_query: 'DROP TABLE `users`;' }, button('run-drop')),
  form({ sql_query: 'SELECT `dropped` FROM `orders`;' }, button('run-select')),
].join('')
