import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { bundleLimit, type ProofBundle } from '@countersign/shared/log'
import type { Response } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { runOnce, signInRequester } from '../lab/relay/run-once.ts'
import { usePlainPhone } from './plain-phone.ts'

// The phone app without a sign-in, and a proof on its way: saved on one phone, checked on another.

const phone = usePlainPhone()
const { page, context, world } = phone
let bundle: ProofBundle

beforeAll(async () => {
  const requester = await signInRequester(world())
  const id = await runOnce(world(), requester)
  bundle = (await requester.client.call('readBundle', { params: { id } })) as ProofBundle
})

test('before the sign-in less than 60 kB are loaded', async () => {
  const loaded = await firstLoad()
  const total = loaded.reduce((sum, { size }) => sum + size, 0)
  const lines = loaded.map(({ path, size }) => `  ${(size / 1_000).toFixed(1).padStart(5)} kB  ${path}`)
  console.log(`First load, gzipped: ${(total / 1_000).toFixed(1)} kB\n${lines.join('\n')}`)
  expect(loaded.map(({ path }) => path)).toContain('/')
  expect(loaded.length).toBeGreaterThan(3)
  expect(total).toBeLessThan(60_000)
})

test('a proof is checked without a sign-in, and nothing is uploaded', async () => {
  await page().goto(world().relayUrl)
  await page().getByRole('link', { name: 'Check a proof' }).click()
  await page().getByText('No file chosen yet').waitFor()
  const sent: string[] = []
  page().on('request', (request) => {
    if (request.method() !== 'GET') sent.push(request.url())
  })
  await choose(JSON.stringify(bundle))
  await page().getByRole('heading', { name: 'Valid', exact: true }).waitFor()
  const checks = await page().getByRole('list', { name: 'Every check' }).getByRole('listitem').allTextContents()
  expect(checks[0]).toMatch(/Policy \(holds\)Acme, version 1$/)
  expect(checks.find((line) => line.includes('Decision'))).toMatch(/holds\)approved by First approver/)
  expect(checks.find((line) => line.includes('Outcome'))).toContain('(the relay’s word)')
  expect(sent).toEqual([])
})

test('what is not as it was signed is marked, in words', async () => {
  await open()
  await choose(JSON.stringify({ ...bundle, decisions: bundle.decisions.map(withReason('Stays')) }))
  await page().getByRole('heading', { name: 'Not valid' }).waitFor()
  const failing = page().getByRole('listitem').filter({ hasText: '(fails)' })
  expect(await failing.first().textContent()).toContain('signed for another request')
})

test('names in a file stay text', async () => {
  await open()
  const reason = '<img src=x onerror="document.title=1">'
  await choose(JSON.stringify({ ...erased(), erased: { at: 1, by: reason } }))
  await page()
    .getByRole('heading', { name: `by ${reason}.` })
    .waitFor()
  expect(await page().locator('main img').count()).toBe(0)
})

test('where the provider cannot be reached, the relay alone vouches, and the page says so', async () => {
  await context().route(`${world().issuer}/**`, (route) => route.abort())
  await open()
  await choose(JSON.stringify(bundle))
  await page().getByRole('heading', { name: 'Valid, if the relay’s word is good' }).waitFor()
  await page().getByText('that this is the provider’s key is the relay’s word alone').first().waitFor()
  await context().unroute(`${world().issuer}/**`)
})

test('without any connection a proof is checked, too, as far as that goes', async () => {
  await page().evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await context().setOffline(true)
  await open()
  await choose(JSON.stringify(bundle))
  await page().getByRole('heading', { name: 'Valid, if the relay’s word is good' }).waitFor()
  await context().setOffline(false)
})

test('an erased request says when and by whom', async () => {
  await open()
  await choose(JSON.stringify(erased()))
  await page()
    .getByRole('heading', { name: /Erased on 2026-01-02 .* by Data protection/ })
    .waitFor()
})

test('a file that is too large is not read, and what is no proof is told so', async () => {
  await open()
  // Held whole by the browser's own file, which only names its size until it is read.
  const large = join(phone.directory(), 'large.json')
  await writeFile(large, Buffer.alloc(bundleLimit + 1))
  await page().evaluate(() => {
    Blob.prototype.arrayBuffer = () => Promise.reject(new Error('It was read.'))
  })
  await page().locator('input[type=file]').setInputFiles(large)
  await page().getByRole('heading', { name: 'Too large for a proof' }).waitFor()
  await open()
  await choose('{"a":1}')
  await page().getByRole('heading', { name: 'This is no proof' }).waitFor()
  await choose(JSON.stringify(bundle).slice(0, -9))
  await page().getByText('not strict JSON').waitFor()
})

test('a file can be dropped', async () => {
  await open()
  await page().evaluate((text) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([text], 'dropped.json'))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  }, JSON.stringify(bundle))
  await page().getByRole('heading', { name: 'Valid', exact: true }).waitFor()
  await page().getByText('dropped.json').waitFor()
})

test('the proof of a request is saved from its page, and holds where it is checked', async () => {
  await phone.signIn()
  await page().goto(`${world().relayUrl}/r/${bundle.request.id}`)
  const saved = page().waitForEvent('download')
  await page().getByRole('button', { name: 'Save the proof' }).click()
  const download = await saved
  expect(download.suggestedFilename()).toBe(`${bundle.request.id}.countersign.json`)
  const text = await readFile(await download.path(), 'utf8')
  expect(JSON.parse(text)).toEqual(bundle)
  await page().getByRole('link', { name: 'Check a proof' }).click()
  await choose(text)
  await page().getByRole('heading', { name: 'Valid', exact: true }).waitFor()
})

type Loaded = { readonly path: string; readonly size: number }

/** What the page itself fetches from the app's host until somebody can tap; its service worker's copy comes later. */
async function firstLoad(): Promise<readonly Loaded[]> {
  const bodies: Promise<Loaded>[] = []
  const note = (response: Response) => {
    const { origin, pathname: path } = new URL(response.url())
    if (origin !== world().relayUrl || path.startsWith('/v1/') || response.fromServiceWorker()) return
    bodies.push(response.body().then((body) => ({ path, size: gzipSync(body).length })))
  }
  page().on('response', note)
  await page().goto(world().relayUrl)
  await page()
    .getByRole('button', { name: /Sign in/ })
    .waitFor()
  page().off('response', note)
  return Promise.all(bodies)
}

async function open(): Promise<void> {
  await page().goto(`${world().relayUrl}/verify`)
  await page().getByText('No file chosen yet').waitFor()
}

function choose(text: string): Promise<void> {
  const file = { name: 'proof.countersign.json', mimeType: 'application/json', buffer: Buffer.from(text) }
  return page().locator('input[type=file]').setInputFiles(file)
}

function withReason(reason: string) {
  return ({ at, decision }: ProofBundle['decisions'][number]) => ({ at, decision: { ...decision, reason } })
}

function erased() {
  const at = Date.UTC(2026, 0, 2)
  const { id } = bundle.request
  return { format: bundle.format, id, digest: bundle.request.policy, erased: { at, by: 'Data protection' } }
}
