import type { FastifyInstance } from 'fastify'

/** Sends as many consoles do, and tells all that its page sees of it. */
export function sendSync({ path, body }: { readonly path: string; readonly body: string }): unknown[] {
  const seen: unknown[] = []
  const xhr = new XMLHttpRequest()
  for (const type of ['readystatechange', 'progress', 'load', 'error', 'loadend'])
    xhr.addEventListener(type, (event) => seen.push(event instanceof ProgressEvent ? `${type} ${event.loaded}` : type))
  xhr.open('DELETE', path, false)
  xhr.setRequestHeader('Authorization', 'Bearer of-the-page')
  xhr.setRequestHeader('Content-Type', 'application/json')
  try {
    xhr.send(body)
  } catch (error) {
    seen.push(`${error} ${error instanceof DOMException}`)
  }
  const { readyState, status, statusText, responseText, response, responseURL } = xhr
  seen.push(readyState, status, statusText, responseText, response === responseText, responseURL)
  return [...seen, xhr.getResponseHeader('content-type'), xhr.getResponseHeader('x-total')]
}

export const deletion = { path: '/held/json', body: '{"because":"é"}' }

/** A page that sends before any content script can be heard: its own script does so while it is read. */
export function earlyRoutes(app: FastifyInstance): void {
  app.get('/early', (_request, reply) => reply.type('text/html').send(early))
}

const early = `<!doctype html><meta charset="utf-8"><title>Early</title><script>
const xhr = new XMLHttpRequest()
xhr.open('DELETE', '/held/early', false)
try { xhr.send() } catch (error) { document.title = error.name }
</script>`
