import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { Observed } from '../observed.ts'

/** What the site's service worker saw. `at`: milliseconds since the epoch, taken in the worker. */
type WorkerEvent = {
  readonly kind: 'push' | 'notificationclick' | 'notificationclose'
  readonly at: number
  readonly data: unknown
}

export type PushSite = {
  readonly url: string
  readonly events: Observed<WorkerEvent>
  readonly close: () => Promise<void>
}

/** A site with nothing but Web Push: a page with `subscribe(key)` and `unsubscribe()`, and a worker that reports. */
export async function startPushSite(): Promise<PushSite> {
  const events = new Observed<WorkerEvent>()
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      // Only the worker below posts here, and it posts this shape.
      events.record((await json(request)) as WorkerEvent)
      response.writeHead(204).end()
      return
    }
    const isScript = request.url === '/worker.js'
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' })
    response.end(isScript ? WORKER : PAGE)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    events,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const PAGE = `<!doctype html><html lang="en"><title>Push</title><script>
async function subscribe(applicationServerKey) {
  await navigator.serviceWorker.register('/worker.js')
  const { pushManager } = await navigator.serviceWorker.ready
  return (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })).toJSON()
}
async function unsubscribe() {
  const { pushManager } = await navigator.serviceWorker.ready
  return (await pushManager.getSubscription()).unsubscribe()
}
</script></html>`

const WORKER = `
const report = (kind, data) =>
  fetch('/', { method: 'POST', body: JSON.stringify({ kind, at: Date.now(), data }) })
addEventListener('push', (event) => {
  const { title, ...options } = event.data.json()
  event.waitUntil(Promise.all([report('push', event.data.json()), registration.showNotification(title, options)]))
})
addEventListener('notificationclick', (event) => {
  event.waitUntil(clients.openWindow('/opened?action=' + event.action))
})
addEventListener('notificationclose', (event) => event.waitUntil(report('notificationclose', event.notification.title)))
`
