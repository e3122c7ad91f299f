import type { Family } from '../attack.ts'

/** Going there, instead of asking. */
export const navigations: Family = {
  heading: 'Navigations, history and redirects',
  attacks: [
    {
      name: 'a frame goes there',
      says: 'By `src`, `location`, a link, a refresh, or the history.',
      attempts: [5, 15],
      run: ({ every, frame, random, loaded, soon }) =>
        every(({ url, path }) => {
          const inner = frame({ name: `go${path}` })
          const there = inner.contentWindow as Window & typeof globalThis
          const ways: (() => void)[] = [
            () => inner.setAttribute('src', url),
            () => there.location.assign(url),
            () => there.location.replace(url),
            () => void open(url, `go${path}`),
            () => {
              const link = document.createElement('a')
              Object.assign(link, { href: url, target: `go${path}` })
              document.body.append(link)
              link.click()
            },
            () => inner.setAttribute('srcdoc', `<meta http-equiv="refresh" content="0;url=${url}">`),
            () => inner.setAttribute('srcdoc', `<script>location = ${JSON.stringify(url)}</script>`),
          ]
          random.pick(ways)()
          return soon(loaded(inner))
        }, 'GET'),
    },
    {
      name: 'a window goes there',
      says: 'A new window, with the address or led there a moment later.',
      attempts: [2, 4],
      run: ({ every, random, soon }) =>
        every(async ({ url }) => {
          const opened = open(random.chance(0.5) ? url : 'about:blank')
          if (opened !== null) {
            await soon(fetch('/hostile/ok'))
            opened.location = url
          }
          await soon(fetch('/hostile/ok').then(() => fetch('/hostile/ok')))
          opened?.close()
        }, 'GET'),
    },
    {
      name: 'a form that reads',
      says: 'A form with the method GET, in a frame.',
      attempts: [5, 15],
      run: ({ every, frame, loaded, soon }) =>
        every(({ url, path }) => {
          const inner = frame({ name: `get${path}` })
          const form = document.createElement('form')
          Object.assign(form, { method: 'get', action: url, target: `get${path}` })
          form.innerHTML = '<input name="a" value="b">'
          document.body.append(form)
          form.submit()
          return soon(loaded(inner))
        }, 'GET'),
    },
    {
      name: 'a redirect',
      says: 'An address that nobody protects answers 307 or 308, and the browser sends the same again.',
      attempts: [10, 30],
      run: ({ every, random, worker, soon }) =>
        every((aim) => {
          const hop = `${location.origin}/hostile/hop?status=${random.pick([307, 308])}&to=${encodeURIComponent(aim.path)}`
          if (random.chance(0.5)) return fetch(hop, aim.init)
          const init = JSON.stringify(aim.init)
          const hands = worker(`fetch(${JSON.stringify(hop)}, ${init}).catch(() => {}).then(() => postMessage(1))`)
          return soon(
            new Promise((resolve) => {
              hands.onmessage = resolve
            }),
          )
        }),
    },
    {
      name: 'a redirect of a reading',
      says: 'The same with 301, 302 or 303, by a frame or an image.',
      attempts: [10, 20],
      run: ({ every, random, frame, loaded, soon }) =>
        every(({ path }) => {
          const hop = `/hostile/hop?status=${random.pick([301, 302, 303])}&to=${encodeURIComponent(path)}`
          if (random.chance(0.5)) return soon(loaded(frame({ src: hop })))
          const image = new Image()
          image.src = hop
          return soon(loaded(image))
        }, 'GET'),
    },
    {
      name: 'a redirected form',
      says: 'A form that is led to the protected address by a 307.',
      attempts: [3, 8],
      run: ({ every, frame, loaded, soon }) =>
        every(({ path }) => {
          const inner = frame({ name: `hop${path}` })
          const form = document.createElement('form')
          const action = `/hostile/hop?status=307&to=${encodeURIComponent(path)}`
          Object.assign(form, { method: 'post', action, target: `hop${path}` })
          document.body.append(form)
          form.submit()
          return soon(loaded(inner))
        }, 'POST'),
    },
    {
      name: 'another address in the bar',
      says: 'History and `<base>` change what a relative address means, before or between look and send.',
      attempts: [2, 5],
      run: ({ every, random }) =>
        every(async (aim) => {
          const base = document.createElement('base')
          base.href = '/elsewhere/'
          const before = location.href
          if (random.chance(0.5)) document.head.append(base)
          else history.replaceState(null, '', '/held/somewhere')
          const sent = fetch(random.pick([`..${aim.path}`, `./../../.${aim.path}`, aim.path]), aim.init)
          base.remove()
          history.replaceState(null, '', before)
          await sent
        }),
    },
    {
      name: 'back and forward',
      says: 'A window goes through the history over a form that was refused.',
      attempts: [1, 2],
      run: ({ every, frame, soon }) =>
        every(async ({ url }) => {
          const opened = open('/hostile/ok')
          const moment = () => soon(fetch('/hostile/ok').then(() => fetch('/hostile/ok')))
          await moment()
          const form = opened?.document.createElement('form')
          if (form === undefined) return
          Object.assign(form, { method: 'post', action: url })
          opened?.document.body.append(form)
          const { submit } = (frame().contentWindow as Window & typeof globalThis).HTMLFormElement.prototype
          Reflect.apply(submit, form, [])
          for (const step of [-1, 1, 0]) {
            await moment()
            opened?.history.go(step)
          }
          await moment()
          opened?.close()
        }, 'POST'),
    },
  ],
}
