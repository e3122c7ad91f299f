import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { buildExtension } from '../../extension/build/build.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { signInFromPopup, startRequester } from '../lab/stage/requester.ts'
import { temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld } from '../lab/stage/world.ts'
import { line, milliseconds, percentile } from './figures.ts'

const pairs = 500
const warmUp = 50

/** Addresses that answer alike; the rules make the difference. */
const paths = ['/plain', '/form', '/json', '/graphql-strict', '/relaxed'] as const

/**
 * `pnpm bench strict`: what it costs an ordinary POST that its address has a rule which looks into bodies. Each is
 * paired with the same POST to an address without a rule, in one page, one after the other.
 */
export async function benchStrict(): Promise<void> {
  const directory = await temporaryDirectory()
  const chromium = await findChromium(console.log)
  if (chromium.kind === 'missing') throw new Error(chromium.sentence)
  await buildExtension()
  const world = await startWorld({ directory: directory.path, more: { routes, rules } })
  const requester = await startRequester(world, { executablePath: chromium.executablePath, directory: directory.path })
  await signInFromPopup(requester, 'requester')
  const page = await requester.context.newPage()
  await page.goto(`${world.console.origin}/bare`)

  console.log(`An ordinary POST that a rule looks into, ${pairs} pairs each, in one browser`)
  console.log(line('', 'p50', 'p99', 'more, p50', 'more, p99'))
  await measure(page, 'form: other button', '/form', form)
  await measure(page, 'JSON, 0.5 kB', '/json', JSON.stringify({ action: 'show', text: 'x'.repeat(500) }))
  await measure(page, 'JSON, 500 kB', '/json', JSON.stringify({ action: 'show', text: 'x'.repeat(500_000) }))
  await measure(page, 'GraphQL query', '/graphql-strict', query)
  await measure(page, 'relaxed, JSON', '/relaxed', JSON.stringify({ action: 'show', text: 'x'.repeat(500) }))
  await requester.close()
  await world.close()
  await directory.remove()
}

const form = 'OP=backup&table=orders&csrf_token=0123456789abcdef'
const query = JSON.stringify({
  query: `query Orders($first: Int!) { viewer { orders(first: $first) { nodes { ${'id name total '.repeat(20)} } } } }`,
  variables: { first: 50 },
})

function routes(app: FastifyInstance): void {
  app.get('/bare', (_request, reply) =>
    reply.type('text/html').send(`<!doctype html><title>Bare</title><script>${script}</script>`),
  )
  for (const path of paths) app.post(path, (_request, reply) => reply.send('{}'))
}

function rules(origin: string): string {
  const rule = (path: string, body: string) => `  - id: strict-${path.replaceAll('/', '')}
    console: Acme Admin
    match: { method: POST, url: "${origin}${path}", body: ${body} }
    summary: "Delete"
    approvers: { when: "'platform-leads' in approver.groups" }
`
  const json = 'json: { "/action": delete }'
  return [
    rule('/form', '{ form: { OP: delete, confirm: "*" } }'),
    rule('/json', `{ ${json} }`),
    rule('/graphql-strict', '{ graphql: { operation: mutation, field: deleteRepository } }'),
    rule('/relaxed', `{ mode: relaxed, ${json} }`),
  ].join('')
}

async function measure(page: Page, name: string, path: string, body: string): Promise<void> {
  const call = JSON.stringify({ path, body, rounds: pairs + warmUp })
  const all = await page.evaluate<readonly (readonly [number, number])[]>(`timePairs(${call})`)
  const times = all.slice(warmUp)
  const plain = times.map(([one]) => one)
  const more = times.map(([one, other]) => other - one)
  const strict = times.map(([, other]) => other)
  const columns = (values: readonly number[]) => [
    milliseconds(percentile(values, 0.5)),
    milliseconds(percentile(values, 0.99)),
  ]
  console.log(line(`${name}: no rule`, ...columns(plain)))
  console.log(line(`${name}: looked into`, ...columns(strict), ...columns(more)))
}

/** Runs in the page. Which of a pair comes first alternates. */
const script = `
async function time(path, type, body) {
  const started = performance.now()
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': type }, body })
  await response.text()
  return performance.now() - started
}
async function timePairs({ path, body, rounds }) {
  const type = body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded'
  const times = []
  for (let round = 0; round < rounds; round += 1) {
    const pair = [0, 0]
    for (const which of round % 2 === 0 ? [0, 1] : [1, 0]) {
      pair[which] = await time(which === 0 ? '/plain' : path, type, body)
    }
    times.push(pair)
  }
  return times
}`
