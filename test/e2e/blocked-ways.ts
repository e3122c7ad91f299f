/** A way that no hook can hold, as a page goes it, and what the person is told. */
export type BlockedWay = {
  readonly name: string
  readonly words: string
  /** Runs in the page at `/ways`. */
  readonly send: () => unknown
  /** Then clicked with the mouse. */
  readonly click?: string
}

export const blockedWays: readonly BlockedWay[] = [
  {
    name: 'a worker',
    words: 'Sent by a worker or an event stream of this page',
    send: () => {
      const worker = new Worker('/ways-worker.js')
      // A page may try without end: it is one card.
      for (let times = 0; times < 20; times += 1) worker.postMessage('/danger/worker')
    },
  },
  {
    name: 'a shared worker',
    words: 'Sent by a shared or service worker of this site',
    send: () => new SharedWorker('/ways-worker.js').port.postMessage('/danger/shared'),
  },
  {
    name: 'a service worker',
    words: 'Sent by a shared or service worker of this site',
    send: async () => {
      await navigator.serviceWorker.register('/ways-worker.js')
      const { active } = await navigator.serviceWorker.ready
      active?.postMessage('/danger/service')
    },
  },
  {
    name: 'a picture',
    words: 'Loaded as a picture',
    send: () => {
      new Image().src = '/danger/picture'
    },
  },
  { name: 'a ping of a link', words: 'Sent as a ping of a link', send: () => {}, click: '#ping' },
  {
    name: 'a page loaded ahead',
    words: 'The browser wanted to load it ahead',
    send: () => {
      const link = document.createElement('link')
      Object.assign(link, { rel: 'prefetch', href: '/danger/ahead' })
      document.head.append(link)
    },
  },
  {
    name: 'a frame that is opened at the address',
    words: 'Opened in a frame',
    send: () => {
      const frame = document.createElement('iframe')
      frame.src = '/danger/framed'
      document.body.append(frame)
    },
  },
  {
    name: 'an event stream',
    words: 'Sent by a worker or an event stream of this page',
    send: () => {
      const source = new EventSource('/danger/stream')
      source.onerror = () => source.close()
    },
  },
  {
    name: 'a WebSocket',
    words: 'Opened as a WebSocket',
    send: () => {
      new WebSocket(`ws://${location.host}/danger/socket`)
    },
  },
  {
    name: 'a HEAD, which servers answer as a GET',
    words: 'It asks for the head of the answer alone',
    send: () => void fetch('/danger/head', { method: 'HEAD' }).catch(() => {}),
  },
  {
    name: 'an address in a spelling that nobody could look into',
    words: 'Its address is written in a way that some servers take for a protected one. Sent by a worker',
    send: () => new Worker('/ways-worker.js').postMessage('/other//thing'),
  },
  {
    name: 'a body that nobody could look into',
    words: 'what this one says could not be looked into. Sent by a worker',
    send: () => new Worker('/ways-worker.js').postMessage('/mixed'),
  },
]

/** Posts to a protected address from a frame of another site; the page hears how it ended. */
export function sendFromElsewhere(): Promise<unknown> {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe')
    const target = new URL('/danger/frame', location.href).href
    addEventListener('message', ({ data }) => {
      if (data === 'ready') frame.contentWindow?.postMessage(target, '*')
      else resolve(data)
    })
    frame.src = `http://localhost:${location.port}/ways-frame`
    document.body.append(frame)
  })
}
