import type { Family } from '../attack.ts'

/** The line between the page’s hook and the content script. */
export const channel: Family = {
  heading: 'Messages to the extension',
  attacks: [
    {
      name: 'a port of its own',
      says: 'The page plays the content script: it hands the hook a port, and answers that it may pass.',
      attempts: [2, 5],
      run: ({ every, realm, soon }) =>
        every((aim) => {
          const target = realm()
          const { port1, port2 } = new MessageChannel()
          const say = (message: { key?: string }) => {
            for (const kind of ['pass', 'answer', 'send', 'matchers']) {
              port1.postMessage({ kind, key: message.key, matchers: [], head: {}, body: null, url: aim.url })
            }
          }
          port1.onmessage = ({ data }) => say(data)
          target.postMessage('countersign:port', '*', [port2])
          target.dispatchEvent(
            new MessageEvent('message', { data: 'countersign:port', ports: [new MessageChannel().port1] }),
          )
          say({ key: 'x' })
          return soon(target.fetch(aim.url, aim.init))
        }),
    },
    {
      name: 'the port of a fresh frame',
      says: 'The page listens in a frame before anything runs there, and with the content script’s port asks for one thing and names another.',
      attempts: [2, 4],
      leaves: true,
      run: ({ every, frame, random, aim, soon }) =>
        every(async () => {
          const { url, method, body } = aim({ approve: true })
          const kinds: Readonly<Record<string, string>>[] = [
            {},
            { srcdoc: '<p>x</p>' },
            { src: '/hostile/ok' },
            { src: 'about:blank' },
          ]
          const inner = frame(random.pick(kinds))
          const there = inner.contentWindow as Window & typeof globalThis
          const stolen = new Promise<MessagePort | undefined>((resolve) => {
            const take = ({ data, ports }: MessageEvent) => {
              if (data === 'countersign:port') resolve(ports[0])
            }
            there.addEventListener('message', take, true)
            window.addEventListener('message', take, true)
            setTimeout(resolve, 150)
          })
          const port = await stolen
          if (port === undefined) return
          const bytes = (text: string) => new TextEncoder().encode(text).buffer
          const way = {
            kind: 'fetch',
            mode: 'cors',
            credentials: 'include',
            cache: 'default',
            redirect: 'follow',
            referrerPolicy: '',
            integrity: '',
          }
          const capture = (text: string) => ({
            method,
            url,
            headers: [],
            way,
            body: { kind: 'bytes', bytes: bytes(text), type: 'application/json' },
          })
          const over = new Promise((resolve) => {
            port.onmessage = resolve
          })
          port.postMessage({ kind: 'hold', key: 'k', capture: capture(body) })
          port.postMessage({ kind: 'hold', key: 'k', capture: capture('{"other":true}') })
          if (random.chance(0.3)) {
            port.postMessage({ kind: 'abort', key: 'k' })
            port.postMessage({ kind: 'hold', key: 'k', capture: capture('{"third":true}') })
          }
          await soon(over)
        }),
      alone: 'There is nobody to talk to where no extension is.',
    },
    {
      name: 'what the extension might hear',
      says: 'Messages in the extension’s own words to the window, over broadcast channels and in storage.',
      attempts: [2, 5],
      run: ({ every, soon }) =>
        every(({ url, method, init }) => {
          const messages = [
            { kind: 'send', key: 'x', url: `${url}#__cs=AAAAAAAAAAAAAAAAAAAAAA` },
            {
              kind: 'hold',
              key: 'x',
              capture: { method, url, headers: [], body: { kind: 'none' }, way: { kind: 'fetch' } },
            },
            { kind: 'sent', key: 'x', sent: { kind: 'answered', status: 200, ms: 1 } },
            'what-happened',
            'refresh',
          ]
          for (const message of messages) {
            window.postMessage(message, '*')
            window.dispatchEvent(new MessageEvent('message', { data: message }))
            new BroadcastChannel('countersign').postMessage(message)
          }
          localStorage.setItem('matchers', '[]')
          return soon(Reflect.get(window, 'fetch')(url, init))
        }),
    },
    {
      name: 'a frame without the hook’s mark',
      says: 'The mark that says “already here” is set before the hook runs, so that it might stay away.',
      attempts: [2, 5],
      run: ({ every, frame, loaded, soon, random }) =>
        every(async ({ url, init }) => {
          const inner = frame(random.chance(0.5) ? { srcdoc: '<p>x</p>' } : { src: '/hostile/page' })
          const early = inner.contentWindow as Window & typeof globalThis
          try {
            Object.defineProperty(early, Symbol.for('countersign'), { value: true, configurable: true })
            Object.defineProperty(early, '__countersignMatchers', { value: [], configurable: true })
          } catch {
            // The hook was faster.
          }
          await soon(loaded(inner))
          await (inner.contentWindow as Window & typeof globalThis).fetch(url, init)
        }),
    },
  ],
}
