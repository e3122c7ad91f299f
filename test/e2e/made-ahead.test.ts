import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { launchArgs } from '../lab/browser/launch.ts'
import { lifeRoutes, lifeRules } from './life-rules.ts'
import { patience, useScene } from './scene.ts'

// A page that the browser makes ahead, before anybody goes there. A browser that a test tool is attached to makes none:
// this one runs by itself, and its pages tell what they hear.

const scene = useScene({ more: { routes, rules: lifeRules } })
const calls = () => scene.world().console.calls

/** What pages told of themselves, oldest first. */
const told: string[] = []
/** Lets a page that waits go on, each. */
const waiting: (() => void)[] = []
let alone: ChildProcess

/** Lets the page go on, once it waits. */
async function goOn(): Promise<void> {
  await expect.poll(() => waiting.length, patience).toBe(1)
  waiting.pop()?.()
}

/** The same browser, with the admin signed in, and nobody at its other end. */
beforeAll(async () => {
  await scene.requester().close()
  const chromium = await findChromium(() => {})
  if (chromium.kind !== 'found') throw new Error(chromium.sentence)
  const args = launchArgs({ headless: true, extensionDirs: [join(scene.directory(), 'extension')] })
  const profile = `--user-data-dir=${join(scene.directory(), 'requester-profile')}`
  const start = `${scene.world().console.origin}/life/start`
  alone = spawn(
    chromium.executablePath,
    ['--headless=new', '--no-sandbox', '--no-first-run', '--password-store=basic', profile, ...args, start],
    { stdio: 'ignore' },
  )
})

afterAll(async () => {
  alone.kill()
  await once(alone, 'exit')
})

test('a page that the browser makes ahead asks nobody before anybody is there', async () => {
  // It has sent what is protected, and after that something ordinary.
  await expect.poll(() => told, patience).toEqual(['ahead'])
  // What the page sends that is there comes later, and is the first that is asked for.
  await goOn()
  const first = await scene.waiting()
  expect(first.request.action.url).toMatch('/life/things/there')
  await scene.approver().deny(first)
  await expect.poll(() => told, patience).toEqual(['ahead', 'TypeError'])
  expect(calls()).toEqual([])

  await goOn()
  await scene.approver().approve(await scene.waiting())
  await expect.poll(() => told, patience).toEqual(['ahead', 'TypeError', '200'])
  expect(calls()).toMatchObject([{ method: 'DELETE', path: '/life/things/ahead', status: 200 }])
})

function routes(app: FastifyInstance): void {
  const page = (script: string) => `<!doctype html><meta charset="utf-8"><title>Life</title><body>${script}`
  app.get('/life/start', (_request, reply) => reply.type('text/html').send(page(leading)))
  app.get('/life/ahead', (_request, reply) => reply.type('text/html').send(page(deleting)))
  app.get('/life/go', () => new Promise<object>((resolve) => waiting.push(() => resolve({}))))
  lifeRoutes(app, told)
}

const deleting = `<script>
  const tell = (what) => fetch('/life/told/' + what)
  const call = fetch('/life/things/ahead', { method: 'DELETE' })
  tell(document.prerendering ? 'ahead' : 'late')
  call.then(({ status }) => tell(status), ({ name }) => tell(name))
</script>`

const leading = `
<script type="speculationrules">{"prerender":[{"source":"list","urls":["/life/ahead"],"eagerness":"immediate"}]}</script>
<script>
  const lead = async () => {
    await fetch('/life/go')
    await fetch('/life/things/there', { method: 'DELETE' }).catch(({ name }) => fetch('/life/told/' + name))
    await fetch('/life/go')
    location.href = '/life/ahead'
  }
  lead()
</script>`
