import { EventEmitter, once } from 'node:events'
import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { panelSays, patience, useScene } from './scene.ts'

// A page that stands still answers nobody, not even its own extension.

const server = new EventEmitter()
const scene = useScene({ more: { routes, rules } })
const calls = () => scene.world().console.calls.filter(({ path }) => path.startsWith('/kept/'))
const asked = async () => (await scene.approver().pending()).map(({ request: { action } }) => action.summary).sort()

test('a page that stands still around a frame keeps nobody else waiting', async () => {
  const { origin } = scene.world().console
  const above = await scene.requester().context.newPage()
  await above.goto(`${elsewhere(origin)}/around?${encodeURIComponent(`${origin}/inside`)}`)
  await above.frameLocator('iframe').locator('h1').waitFor()
  const [frame] = above.mainFrame().childFrames()
  if (frame === undefined) throw new Error('There is no frame.')
  const stands = once(server, 'stands')
  const stood = above.evaluate(standStill)
  await stands
  await frame.evaluate(remove, 'framed')
  // Here it is known to be on its way.
  await panelSays(frame, 'Getting ready to ask')

  const other = await scene.open('/users')
  await other.evaluate(remove, 'other')
  await expect.poll(asked, patience).toEqual(['Delete other'])
  await scene.approver().approve(await scene.waiting())
  await panelSays(other, 'Done')

  server.emit('go on')
  await stood
  await expect.poll(asked, patience).toEqual(['Delete framed'])
  await panelSays(above, 'Delete framed')
  await scene.approver().approve(await scene.waiting())
  await panelSays(above, 'Done')
  expect(calls().map(({ path }) => path)).toEqual(['/kept/other', '/kept/framed'])
})

function elsewhere(origin: string): string {
  return origin.replace('127.0.0.1', 'localhost')
}

/** Runs in a page: it does nothing until its server answers. */
function standStill(): number {
  const xhr = new XMLHttpRequest()
  xhr.open('GET', '/stand-still', false)
  xhr.send()
  return xhr.status
}

/** Runs in a page, which does not wait for it. */
function remove(name: string): void {
  void fetch(`/kept/${name}`, { method: 'DELETE' })
}

function routes(app: FastifyInstance): void {
  app.get('/around', (_request, reply) => reply.type('text/html').send(around))
  app.get('/inside', (_request, reply) => reply.type('text/html').send('<!doctype html><title>In</title><h1>In</h1>'))
  app.get('/stand-still', async () => {
    const goOn = once(server, 'go on')
    server.emit('stands')
    await goOn
    return {}
  })
  app.delete('/kept/:name', { config: { destructive: true } }, async () => ({ done: true }))
}

/** Both origins are protected, so that the extension is in the page above as well. */
function rules(console: string): string {
  return [console, elsewhere(console)]
    .map(
      (origin, index) => `  - id: kept-${index}
    console: Acme Admin
    match: { method: DELETE, url: "${origin}/kept/:name" }
    summary: "Delete {name}"
    approvers: { when: "'platform-leads' in approver.groups" }
`,
    )
    .join('')
}

const around = `<!doctype html><title>Around</title><iframe width="700" height="500"></iframe><script>
document.querySelector('iframe').src = decodeURIComponent(location.search.slice(1))
</script>`
