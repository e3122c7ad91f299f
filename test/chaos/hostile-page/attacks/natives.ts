import type { Family } from '../attack.ts'

/** The browser's own functions, fetched from where the hook might not be. */
export const natives: Family = {
  heading: 'Clean functions from elsewhere',
  attacks: [
    {
      name: 'fetch of a blank frame',
      says: 'A frame is put in, and its `fetch` called before anything else runs.',
      attempts: [2, 6],
      run: ({ every, realm }) => every((aim) => realm().fetch(aim.url, aim.init)),
    },
    {
      name: 'fetch of a frame, called on the page',
      says: 'The same function with the page’s own window as its object.',
      attempts: [2, 6],
      run: ({ every, realm }) => every((aim) => Reflect.apply(realm().fetch, window, [aim.url, aim.init])),
    },
    {
      name: 'XMLHttpRequest of a blank frame',
      says: 'A constructor from a fresh frame, or its methods on an object of the page.',
      attempts: [2, 6],
      run: ({ every, realm, random }) =>
        every((aim) => {
          const { XMLHttpRequest: Clean } = realm()
          const xhr = random.chance(0.5) ? new Clean() : new XMLHttpRequest()
          const { open, send } = Clean.prototype
          Reflect.apply(open, xhr, [aim.method, aim.url])
          Reflect.apply(send, xhr, [aim.body])
          return new Promise((resolve) => {
            xhr.onloadend = resolve
          })
        }),
    },
    {
      name: 'synchronous XMLHttpRequest of a blank frame',
      says: 'The same, and the page stands still until it is answered.',
      attempts: [20, 60],
      run: ({ every, realm }) =>
        every((aim) => {
          const xhr = new (realm().XMLHttpRequest)()
          xhr.open(aim.method, aim.url, false)
          xhr.send(aim.body)
        }),
    },
    {
      name: 'beacon of a blank frame',
      says: 'The `sendBeacon` of a fresh frame, with either navigator.',
      attempts: [5, 15],
      run: ({ every, realm, random, soon }) =>
        every((aim) => {
          const { navigator: theirs, Navigator: Clean } = realm()
          Reflect.apply(Clean.prototype.sendBeacon, random.pick([navigator, theirs]), [aim.url, aim.body])
          return soon(fetch('/hostile/ok'))
        }, 'POST'),
    },
    {
      name: 'submit of a blank frame',
      says: 'The form’s `submit` from a fresh frame, on a form of the page.',
      attempts: [2, 6],
      run: ({ every, frame, loaded, soon }) =>
        every((aim) => {
          const target = frame({ name: `target${aim.path}` })
          const form = document.createElement('form')
          form.method = 'post'
          form.action = aim.url
          form.target = `target${aim.path}`
          document.body.append(form)
          const { HTMLFormElement: Clean } = frame().contentWindow as Window & typeof globalThis
          Reflect.apply(Clean.prototype.submit, form, [])
          return soon(loaded(target))
        }, 'POST'),
    },
    {
      name: 'a frame that is taken away',
      says: 'The function is called in the moment in which its frame is removed.',
      attempts: [20, 60],
      leaves: true,
      run: ({ every, frame, soon, random }) =>
        every((aim) => {
          const element = frame()
          const { fetch: clean } = element.contentWindow as Window & typeof globalThis
          const isFirst = random.chance(0.5)
          if (isFirst) element.remove()
          const sent = clean(aim.url, { ...aim.init, keepalive: true })
          sent.catch(() => {})
          if (!isFirst) element.remove()
          return soon(fetch('/hostile/ok'))
        }),
    },
    {
      name: 'a frame with a document of its own',
      says: 'A `srcdoc` whose first script sends.',
      attempts: [2, 6],
      run: ({ every, frame, loaded, soon }) =>
        every((aim) => {
          const script = `<script>fetch(${JSON.stringify(aim.url)}, ${JSON.stringify(aim.init)}).catch(() => {})</script>`
          return soon(loaded(frame({ srcdoc: script })))
        }),
    },
    {
      name: 'a frame from a blob',
      says: 'The same from a `blob:` page.',
      attempts: [2, 6],
      run: ({ every, frame, loaded, soon }) =>
        every((aim) => {
          const script = `<script>fetch(${JSON.stringify(aim.url)}, ${JSON.stringify(aim.init)}).catch(() => {})</script>`
          return soon(loaded(frame({ src: URL.createObjectURL(new Blob([script], { type: 'text/html' })) })))
        }),
    },
    {
      name: 'a frame from a data URL',
      says: 'The same from a `data:` page, whose origin is nobody’s.',
      attempts: [5, 15],
      run: ({ every, frame, loaded, soon }) =>
        every((aim) => {
          const init = `{ method: 'POST', mode: 'no-cors', body: ${JSON.stringify(aim.body)} }`
          const script = `<script>fetch(${JSON.stringify(aim.url)}, ${init}).catch(() => {})</script>`
          return soon(loaded(frame({ src: `data:text/html,${encodeURIComponent(script)}` })))
        }, 'POST'),
    },
    {
      name: 'a sandboxed frame',
      says: 'A document of nobody’s origin, which may run scripts and nothing else.',
      attempts: [5, 15],
      run: ({ every, frame, loaded, soon }) =>
        every((aim) => {
          const init = `{ method: 'POST', mode: 'no-cors', body: ${JSON.stringify(aim.body)} }`
          const script = `<script>fetch(${JSON.stringify(aim.url)}, ${init}).catch(() => {})</script>`
          return soon(loaded(frame({ sandbox: 'allow-scripts', srcdoc: script })))
        }, 'POST'),
    },
    {
      name: 'a frame from a javascript URL',
      says: 'The script is the address.',
      attempts: [5, 15],
      run: ({ every, frame, soon }) =>
        every((aim) => {
          frame({
            src: `javascript:void fetch(${JSON.stringify(aim.url)}, ${JSON.stringify(aim.init)}).catch(() => {})`,
          })
          return soon(fetch('/hostile/ok'))
        }),
    },
    {
      name: 'a window of its own',
      says: '`fetch` of a window that was opened a moment ago.',
      attempts: [2, 4],
      run: ({ every }) =>
        every(async (aim) => {
          const opened = open('about:blank') as (Window & typeof globalThis) | null
          try {
            await opened?.fetch(aim.url, aim.init)
          } finally {
            opened?.close()
          }
        }),
    },
    {
      name: 'a document written anew',
      says: '`document.open` in a frame, and a script that is written into it.',
      attempts: [5, 15],
      run: ({ every, frame, soon }) =>
        every((aim) => {
          const inner = frame().contentDocument
          inner?.open()
          inner?.write(
            `<script>fetch(${JSON.stringify(aim.url)}, ${JSON.stringify(aim.init)}).catch(() => {})</script>`,
          )
          inner?.close()
          return soon(fetch('/hostile/ok'))
        }),
    },
    {
      name: 'the native behind the replacement',
      says: 'Whatever can be reached from the replaced function: its prototype, its descriptor, a bound or revived copy.',
      attempts: [2, 6],
      run: ({ every, random }) =>
        every((aim) => {
          const descriptor = Object.getOwnPropertyDescriptor(window, 'fetch')
          const ways: (() => unknown)[] = [
            () => descriptor?.value.bind(window)(aim.url, aim.init),
            () => Reflect.apply(Function.prototype.call, fetch, [window, aim.url, aim.init]),
            () => new Proxy(fetch, {}).call(window, aim.url, aim.init),
            () => Object.getPrototypeOf(Object.create(fetch))(aim.url, aim.init),
            () => globalThis.self.fetch(new Request(aim.url, aim.init)),
          ]
          return random.pick(ways)()
        }),
    },
    {
      name: 'the replacement deleted',
      says: 'The hook’s functions are taken away, and what stands behind them is looked for.',
      attempts: [2, 6],
      run: ({ every, frame, random }) =>
        every((aim) => {
          const inner = frame().contentWindow as Window & typeof globalThis
          Reflect.deleteProperty(inner, 'fetch')
          Reflect.deleteProperty(inner, Symbol.for('countersign'))
          Reflect.setPrototypeOf(inner, null)
          if (random.chance(0.5)) return inner.eval(`fetch(${JSON.stringify(aim.url)}, ${JSON.stringify(aim.init)})`)
          const xhr = new inner.XMLHttpRequest()
          Reflect.deleteProperty(inner.XMLHttpRequest.prototype, 'overrideMimeType')
          xhr.open(aim.method, aim.url)
          xhr.send(aim.body)
          return new Promise((resolve) => {
            xhr.onloadend = resolve
          })
        }),
    },
  ],
}
