import type { Family } from '../attack.ts'

/** Reading an address that does something: every element and rule that makes a browser read one. */
export const resources: Family = {
  heading: 'Elements that read an address',
  attacks: [
    {
      name: 'images',
      says: '`<img>`, `<input type=image>`, SVG’s `<image>`, a poster, a favicon.',
      attempts: [30, 80],
      run: ({ every, random, loaded, soon }) =>
        every(({ url }) => {
          const markup = random.pick([
            `<img src="${url}">`,
            `<img srcset="${url} 1x">`,
            `<picture><source srcset="${url}"><img src="data:,"></picture>`,
            `<input type="image" src="${url}">`,
            `<svg xmlns="http://www.w3.org/2000/svg"><image href="${url}" width="9" height="9"/></svg>`,
            `<video poster="${url}"></video>`,
          ])
          const host = document.createElement('div')
          host.innerHTML = markup
          document.body.append(host)
          return soon(loaded(host.querySelector('img, input, image, video') ?? host))
        }, 'GET'),
    },
    {
      name: 'styles',
      says: 'A style sheet, `@import`, a background, a font, a mask.',
      attempts: [30, 80],
      run: ({ every, random, soon }) =>
        every(({ url, path }) => {
          const name = `x${path.replaceAll(/\W/g, '')}`
          const style = document.createElement('style')
          style.textContent = random.pick([
            `@import url("${url}");`,
            `.${name} { background: url("${url}"); }`,
            `.${name} { mask-image: url("${url}#a"); background: red; }`,
            `.${name}::before { content: url("${url}"); }`,
            `@font-face { font-family: ${name}; src: url("${url}"); } .${name} { font-family: ${name}; }`,
            `.${name} { cursor: url("${url}"), auto; list-style: url("${url}"); display: list-item }`,
          ])
          const shown = document.createElement('p')
          shown.className = name
          shown.textContent = 'x'
          document.body.append(style, shown)
          return soon(fetch('/hostile/ok'))
        }, 'GET'),
    },
    {
      name: 'scripts and links',
      says: 'A script, a module, a style sheet, an icon, a manifest, and all kinds of fetching ahead.',
      attempts: [30, 80],
      run: ({ every, random, loaded, soon }) =>
        every(({ url }) => {
          const element = random.pick<() => HTMLElement>([
            () => Object.assign(document.createElement('script'), { src: url }),
            () => Object.assign(document.createElement('script'), { src: url, type: 'module' }),
            () => Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url }),
            () => Object.assign(document.createElement('link'), { rel: 'preload', as: 'script', href: url }),
            () => Object.assign(document.createElement('link'), { rel: 'modulepreload', href: url }),
            () => Object.assign(document.createElement('link'), { rel: 'prefetch', href: url }),
          ])()
          document.head.append(element)
          return soon(loaded(element))
        }, 'GET'),
    },
    {
      name: 'speculation',
      says: 'Rules by which the browser fetches or renders a page before anybody goes there.',
      attempts: [2, 5],
      run: ({ every, random, soon }) =>
        every(({ url }) => {
          const script = document.createElement('script')
          script.type = 'speculationrules'
          const kind = random.pick(['prefetch', 'prerender'])
          script.textContent = JSON.stringify({ [kind]: [{ source: 'list', urls: [url], eagerness: 'immediate' }] })
          document.head.append(script)
          return soon(fetch('/hostile/ok'))
        }, 'GET'),
    },
    {
      name: 'media and objects',
      says: '`<video>`, `<audio>`, `<track>`, `<object>`, `<embed>`.',
      attempts: [5, 15],
      run: ({ every, random, soon, loaded }) =>
        every(({ url }) => {
          const markup = random.pick([
            `<video src="${url}" preload="auto"></video>`,
            `<audio src="${url}" preload="auto"></audio>`,
            `<object data="${url}"></object>`,
            `<embed src="${url}" type="text/html">`,
            `<iframe src="${url}"></iframe>`,
          ])
          const host = document.createElement('div')
          host.innerHTML = markup
          document.body.append(host)
          return soon(loaded(host.firstElementChild ?? host))
        }, 'GET'),
    },
    {
      name: 'event sources',
      says: '`new EventSource`.',
      attempts: [15, 50],
      run: ({ every, soon }) =>
        every(({ url }) => {
          const source = new EventSource(url)
          return soon(
            new Promise((resolve) => {
              source.onerror = resolve
            }),
          ).then(() => source.close())
        }, 'GET'),
    },
    {
      name: 'sockets',
      says: '`new WebSocket`, whose handshake is a GET like any other.',
      attempts: [15, 50],
      run: ({ every, soon, random, worker }) =>
        every(({ url }) => {
          const address = url.replace('http', 'ws')
          if (random.chance(0.3)) {
            const hands = worker(
              `const s = new WebSocket(${JSON.stringify(address)}); s.onclose = () => postMessage('done')`,
            )
            return soon(
              new Promise((resolve) => {
                hands.onmessage = resolve
              }),
            )
          }
          const socket = new WebSocket(address)
          return soon(
            new Promise((resolve) => {
              socket.onclose = resolve
            }),
          )
        }, 'GET'),
    },
    {
      name: 'code from the address',
      says: '`import()`, a worker’s script, a worklet, a service worker’s script.',
      attempts: [5, 20],
      run: ({ every, random, batch, soon }) =>
        every(({ url }) => {
          const ways: (() => unknown)[] = [
            () => import(url),
            () =>
              new Promise((resolve) => {
                new Worker(url).onerror = resolve
              }),
            () => navigator.serviceWorker.register(url, { scope: `/held/${batch}` }),
            () => new AudioContext().audioWorklet.addModule(url),
          ]
          return soon(random.pick(ways)())
        }, 'GET'),
    },
    {
      name: 'pings',
      says: '`<a ping>`: a click on a link tells somebody else.',
      attempts: [5, 15],
      run: ({ every, frame, soon }) =>
        every(({ url, path }) => {
          frame({ name: `ping${path}` })
          const link = document.createElement('a')
          Object.assign(link, { href: '/hostile/ok', ping: url, target: `ping${path}` })
          document.body.append(link)
          link.click()
          return soon(fetch('/hostile/ok'))
        }, 'POST'),
    },
    {
      name: 'reports',
      says: 'A frame whose own content security policy reports every breach to the protected address.',
      attempts: [3, 8],
      run: ({ every, frame, loaded, soon }) =>
        every(({ url }) => {
          const csp = encodeURIComponent(`img-src 'none'; report-uri ${url}`)
          const inner = frame({ src: `/hostile/page?csp=${csp}` })
          return soon(
            loaded(inner).then(() => {
              const image = inner.contentDocument?.createElement('img')
              if (image !== undefined) inner.contentDocument?.body.append(Object.assign(image, { src: '/x.png' }))
              return fetch('/hostile/ok')
            }),
          )
        }, 'POST'),
    },
    {
      name: 'a HEAD in place of a GET',
      says: 'Servers answer it with the same code, without the body.',
      attempts: [15, 50],
      run: ({ every, worker, soon }) =>
        every(({ url }) => {
          const hands = worker(
            `fetch(${JSON.stringify(url)}, { method: 'HEAD' }).catch(() => {}).then(() => postMessage(1))`,
          )
          return soon(
            new Promise((resolve) => {
              hands.onmessage = resolve
            }),
          )
        }, 'GET'),
    },
  ],
}
