import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { BrowserContext, Page } from 'playwright-core'
import { buildExtension } from '../../extension/build/build.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { launchBrowser } from '../lab/browser/launch.ts'
import { startRequester } from '../lab/stage/requester.ts'
import { temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld } from '../lab/stage/world.ts'
import { line, milliseconds, percentile } from './figures.ts'

/** How often each kind of request is sent in each browser. */
const requests = 2_000
/** The browsers take turns after so many. */
const turn = 50
const loads = 12
const warmUp = 2
/** Calls of the hook alone, without a network behind it. */
const calls = 5_000

const browsers = ['none', 'empty', 'ours'] as const
type Name = (typeof browsers)[number]
type Times = Record<Name, number[]>

const kinds = ['GET fetch', 'POST fetch', 'GET XHR', 'POST XHR'] as const
type Kind = (typeof kinds)[number]

/**
 * `pnpm bench hook`: what an ordinary request and a heavy page cost on a protected console: with the extension, with an
 * empty one of the same permissions (the browser's own price for any such extension), and with none.
 */
export async function benchHook(): Promise<void> {
  const directory = await temporaryDirectory()
  const chromium = await findChromium(console.log)
  if (chromium.kind === 'missing') throw new Error(chromium.sentence)
  const { executablePath } = chromium
  await buildExtension()
  const world = await startWorld({ directory: directory.path, more: { routes, rules: () => '' } })
  const ours = await startRequester(world, { executablePath, directory: directory.path })
  const empty = await makeEmpty(join(directory.path, 'extension'), join(directory.path, 'empty'))
  const launch = (name: string, extensionDirs: readonly string[]) =>
    launchBrowser({
      executablePath,
      profileDir: join(directory.path, `${name}-profile`),
      headless: true,
      extensionDirs,
      emulate: { viewport: { width: 1280, height: 800 } },
    })
  const contexts: Readonly<Record<Name, BrowserContext>> = {
    none: await launch('none', []),
    empty: await launch('empty', [empty]),
    ours: ours.context,
  }
  const pages = await openAll(contexts, `${world.console.origin}/bench`)

  for (const kind of kinds) printRequests(kind, await timeRequests(pages, kind))
  await printOwnShare(pages)
  printLoads(await timeLoads(pages, `${world.console.origin}/heavy`))
  await Promise.all(Object.values(contexts).map((context) => context.close()))
  await world.close()
  await directory.remove()
}

function routes(app: FastifyInstance): void {
  const html = (body: string) => `<!doctype html><title>Bench</title>${body}`
  app.get('/bench', (_request, reply) => reply.type('text/html').send(html(`<script>${script}</script>`)))
  app.get('/heavy', (_request, reply) => reply.type('text/html').send(html(heavy)))
  app.get('/heavy/:n', (_request, reply) => reply.type('text/javascript').send(work))
  app.route({ method: ['GET', 'POST'], url: '/ordinary', handler: (_request, reply) => reply.send('{}') })
}

/** 150 scripts and 3,000 forms. */
const heavy = [
  ...Array.from({ length: 150 }, (_, n) => `<script src="/heavy/${n}"></script>`),
  ...Array.from(
    { length: 3_000 },
    (_, n) => `<form action="/f/${n}" method="post"><input name="n" value="${n}"></form>`,
  ),
].join('')
const work = 'window.sum = (window.sum ?? 0) + Array.from({ length: 2000 }, (_, n) => n).reduce((a, b) => a + b)'

/** An extension that may do what ours may, with the same block rules, and does nothing; its scripts are empty. */
async function makeEmpty(ours: string, out: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(ours, 'manifest.json'), 'utf8'))
  const { permissions, host_permissions, declarative_net_request } = manifest
  await mkdir(out)
  await cp(join(ours, 'block-rules.json'), join(out, 'block-rules.json'))
  await writeFile(join(out, 'background.js'), '')
  const background = { service_worker: 'background.js' }
  const own = { manifest_version: 3, name: 'Empty', version: '1', background }
  await writeFile(
    join(out, 'manifest.json'),
    JSON.stringify({ ...own, permissions, host_permissions, declarative_net_request }),
  )
  return out
}

async function openAll(
  contexts: Readonly<Record<Name, BrowserContext>>,
  url: string,
): Promise<Readonly<Record<Name, Page>>> {
  const open = async (context: BrowserContext) => {
    const page = await context.newPage()
    await page.goto(url)
    return page
  }
  return { none: await open(contexts.none), empty: await open(contexts.empty), ours: await open(contexts.ours) }
}

/** The browsers take turns, each time in another order; the first turn of each warms up. */
async function inTurns(rounds: number, run: (name: Name) => Promise<readonly number[]>): Promise<Times> {
  const times: Times = { none: [], empty: [], ours: [] }
  for (let round = 0; round < rounds; round += 1) {
    const first = round % browsers.length
    for (const name of [...browsers.slice(first), ...browsers.slice(0, first)]) {
      times[name].push(...(await run(name)))
    }
  }
  return times
}

async function timeRequests(pages: Readonly<Record<Name, Page>>, kind: Kind): Promise<Times> {
  const run = (count: number) => (name: Name) =>
    pages[name].evaluate<readonly number[]>(`timeRequests(${JSON.stringify(kind)}, ${count})`)
  await inTurns(1, run(turn * 2))
  return inTurns(requests / turn, run(turn))
}

async function timeLoads(pages: Readonly<Record<Name, Page>>, url: string): Promise<Times> {
  const load = async (name: Name) => {
    await pages[name].goto(url)
    return [
      await pages[name].evaluate(() => {
        const [entry] = performance.getEntriesByType('navigation')
        return entry instanceof PerformanceNavigationTiming ? entry.loadEventEnd - entry.startTime : Number.NaN
      }),
    ]
  }
  await inTurns(warmUp, load)
  return inTurns(loads, load)
}

function printRequests(kind: Kind, times: Times): void {
  console.log(`${kind}, ordinary, on a protected console: ${requests} in each browser, in turns of ${turn}`)
  printTimes(times)
}

function printLoads(times: Times): void {
  console.log(`A page of 150 scripts and 3,000 forms: ${loads} loads in each browser`)
  printTimes(times)
}

function printTimes(times: Times): void {
  const floor = percentile(times.empty, 0.5)
  for (const [name, words] of [
    ['none', 'no extension'],
    ['empty', 'floor: empty extension, same permissions'],
    ['ours', 'ours'],
  ] as const) {
    const p50 = percentile(times[name], 0.5)
    const ratio = `${(p50 / floor).toFixed(3)} × floor`
    const columns = [`p50 ${milliseconds(p50)}`, `p99 ${milliseconds(percentile(times[name], 0.99))}`, ratio]
    console.log(line(words, ...columns, name === 'ours' ? 'goal ≤ 1.05' : ''))
  }
}

/**
 * The script's own share: how long the call itself keeps the page, with the extension and without. Nothing is sent: the
 * signal is aborted already, and an XMLHttpRequest is opened and never sent (what `send` adds is in the times above).
 */
async function printOwnShare(pages: Readonly<Record<Name, Page>>): Promise<void> {
  console.log(`Our script’s own share of a call, ${calls} calls in batches of 100`)
  for (const [method, goal] of [
    ['GET', 20],
    ['POST', 50],
  ] as const) {
    for (const kind of ['fetch', 'XHR']) {
      const run = (name: Name) =>
        pages[name].evaluate<readonly number[]>(`timeCalls(${JSON.stringify(`${method} ${kind}`)}, 5)`)
      await inTurns(2, run)
      const times = await inTurns(calls / 500, run)
      const micro = (name: Name, share: number) => percentile(times[name], share) * 1000
      const own = micro('ours', 0.5) - micro('empty', 0.5)
      const columns = [`${micro('empty', 0.5).toFixed(1)} µs`, `${micro('ours', 0.5).toFixed(1)} µs`]
      console.log(
        line(`${method} ${kind}: empty, ours, own share`, ...columns, `${own.toFixed(1)} µs`, `goal < ${goal}`),
      )
    }
  }
}

/** Runs in the page. */
const script = `
const body = '{"name":"ordinary"}'
async function send(kind) {
  const [method, api] = kind.split(' ')
  if (api === 'fetch') {
    const response = await fetch('/ordinary', method === 'GET' ? {} : { method, body })
    return response.text()
  }
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    xhr.addEventListener('load', () => resolve(xhr.responseText))
    xhr.addEventListener('error', reject)
    xhr.open(method, '/ordinary')
    xhr.send(method === 'GET' ? null : body)
  })
}
async function timeRequests(kind, count) {
  const times = []
  for (let n = 0; n < count; n += 1) {
    const started = performance.now()
    await send(kind)
    times.push(performance.now() - started)
  }
  return times
}
const aborted = AbortSignal.abort()
function call(kind) {
  const [method, api] = kind.split(' ')
  if (api === 'fetch') return void fetch('/ordinary', { method, signal: aborted }).catch(() => {})
  new XMLHttpRequest().open(method, '/ordinary')
}
async function timeCalls(kind, batches) {
  const times = []
  for (let batch = 0; batch < batches; batch += 1) {
    const started = performance.now()
    for (let n = 0; n < 100; n += 1) call(kind)
    times.push((performance.now() - started) / 100)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return times
}`
