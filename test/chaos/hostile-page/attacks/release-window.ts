import type { Family } from '../attack.ts'

/** A true release, and somebody who wants to go along. Everything is approved, once. */
export const releaseWindow: Family = {
  heading: 'The moment of a release',
  attacks: [
    {
      name: 'floods of the same request',
      says: 'Workers send the approved method to the approved address without pause, bare and with guessed fragments.',
      attempts: [240, 240],
      run: ({ release }) => release({ floods: 2 }, ({ url, init }) => fetch(url, init)),
    },
    {
      name: 'floods from everywhere',
      says: 'The same from a worker, a shared worker, and synchronously from the page as soon as it is answered.',
      attempts: [240, 240],
      // What it sends synchronously is asked for, and never tried again.
      leaves: true,
      run: ({ release, realm, batch }) =>
        release({ floods: 1 }, async ({ url, init, method, body }) => {
          const { port } = new SharedWorker('/hostile/shared.js', `window-${batch}`)
          let on = true
          const again = () => {
            if (on) port.postMessage({ url, init })
          }
          port.onmessage = again
          again()
          await fetch(url, init)
          const xhr = new (realm().XMLHttpRequest)()
          xhr.open(method, url, false)
          try {
            xhr.send(body)
          } catch {
            // Blocked.
          }
          on = false
          port.close()
        }),
    },
    {
      name: 'the fragment in timings',
      says: 'PerformanceObserver and the resource list are watched for the address that was really used; it is tried at once.',
      attempts: [240, 240],
      run: ({ release }) =>
        release({}, async ({ url, init }, floods) => {
          const look = (list: readonly PerformanceEntry[]) => {
            const seen = list.map(({ name }) => name).filter((name) => name.startsWith(url))
            if (seen.length > 0) for (const { tell } of floods) tell(seen)
          }
          const watcher = new PerformanceObserver((list) => look(list.getEntries()))
          watcher.observe({ entryTypes: ['resource', 'navigation', 'mark', 'measure', 'longtask', 'event'] })
          await fetch(url, init)
          look(performance.getEntries())
          watcher.disconnect()
        }),
    },
    {
      name: 'the fragment in reports',
      says: 'A content security policy that breaks on everything reports what it blocked, to the page and to the console.',
      attempts: [240, 240],
      page: `page?report=${encodeURIComponent("connect-src 'none'; form-action 'none'; report-uri /hostile/ok")}`,
      run: ({ release }) =>
        release({}, async ({ url, init }, floods) => {
          const seen = (address: string) => {
            if (address.startsWith(url)) for (const { tell } of floods) tell([address])
          }
          document.addEventListener('securitypolicyviolation', ({ blockedURI }) => seen(blockedURI))
          new ReportingObserver(
            (reports) => {
              for (const { body } of reports) seen(String(Reflect.get(body ?? {}, 'blockedURL')))
            },
            { buffered: true },
          ).observe()
          await fetch(url, init)
        }),
    },
    {
      name: 'the answer as a way in',
      says: 'Address, clone and stream of the answer are looked through, and sent again.',
      attempts: [240, 240],
      run: ({ release, realm }) =>
        release({}, async ({ url, init }, floods) => {
          const response = await fetch(url, init)
          const copies = [response, response.clone(), new Response(response.clone().body)]
          for (const { tell } of floods) tell(copies.map((copy) => copy.url || url))
          await realm()
            .fetch(response.url, init)
            .catch(() => {})
        }),
    },
    {
      name: 'the released form seen leaving',
      says: 'The Navigation API, the frame’s address and its timings are watched while a released form goes out; what is seen is sent at once with another body.',
      attempts: [240, 240],
      run: ({ release, frame, loaded, soon, decided, worker }) =>
        release({ method: 'POST' }, async ({ url, path, body }, floods) => {
          const inner = frame({ name: `seen${path}`, src: '/hostile/page' })
          await soon(loaded(inner))
          const hands = worker(`onmessage = ({ data }) => { for (let n = 0; n < 3; n += 1)
            fetch(data, { method: 'POST', body: '{"forged":true}' }).catch(() => {}) }`)
          const seen = (address: string | undefined) => {
            if (address === undefined || !address.startsWith(`${url}#`)) return
            hands.postMessage(address)
            for (const { tell } of floods) tell([address])
          }
          const there = inner.contentWindow as Window & typeof globalThis
          for (const realm of [window, there]) {
            const navigation = Reflect.get(realm, 'navigation')
            navigation?.addEventListener('navigate', (event: { destination: { url: string } }) =>
              seen(event.destination.url),
            )
          }
          let on = true
          const look = () => {
            try {
              seen(there.location.href)
              for (const { name } of there.performance.getEntriesByType('navigation')) seen(name)
              seen(there.document.URL)
            } catch {
              // Not ours for a moment.
            }
            if (on) setTimeout(look)
          }
          const form = document.createElement('form')
          Object.assign(form, { method: 'post', action: url, target: `seen${path}` })
          form.innerHTML = '<input name="attempt">'
          ;(form.firstElementChild as HTMLInputElement).value = body
          document.body.append(form)
          const answered = loaded(inner)
          form.requestSubmit()
          look()
          await decided(answered)
          await soon(fetch('/hostile/ok'))
          on = false
          hands.terminate()
        }),
    },
    {
      name: 'the released form held back',
      says: 'The page stops the navigation of a released form, and sends to its address itself.',
      attempts: [240, 240],
      leaves: true,
      run: ({ release, frame, loaded, soon, decided, worker }) =>
        release({ method: 'POST' }, async ({ url, path, body }) => {
          const inner = frame({ name: `back${path}`, src: '/hostile/page' })
          await soon(loaded(inner))
          const there = inner.contentWindow as Window & typeof globalThis
          const hands = worker(`onmessage = ({ data }) => fetch(data, { method: 'POST', body: '{"forged":true}' })
            .catch(() => {}).then(() => postMessage('done'))`)
          const stopped = new Promise((resolve) => {
            const stop = (event: Event & { destination: { url: string } }) => {
              if (!event.destination.url.startsWith(url)) return
              event.preventDefault()
              there.stop()
              hands.postMessage(event.destination.url)
              hands.onmessage = resolve
            }
            Reflect.get(there, 'navigation')?.addEventListener('navigate', stop)
          })
          const form = document.createElement('form')
          Object.assign(form, { method: 'post', action: url, target: `back${path}` })
          form.innerHTML = '<input name="attempt">'
          ;(form.firstElementChild as HTMLInputElement).value = body
          document.body.append(form)
          const answered = loaded(inner)
          form.requestSubmit()
          await decided(Promise.race([answered, stopped]))
        }),
    },
    {
      name: 'a form in a frame that was touched early',
      says: 'The same, by a listener that the page put into the frame before the hook was there.',
      attempts: [240, 240],
      leaves: true,
      run: ({ release, frame, loaded, soon, decided, worker }) =>
        release({ method: 'POST' }, async ({ url, path, body }) => {
          const inner = frame({ name: `early${path}`, src: '/hostile/page' })
          const there = inner.contentWindow as Window & typeof globalThis
          const hands = worker(`onmessage = ({ data }) => fetch(data, { method: 'POST', body: '{"forged":true}' })
            .catch(() => {}).then(() => postMessage('done'))`)
          const stopped = new Promise((resolve) => {
            const stop = (event: Event & { destination: { url: string } }) => {
              if (!event.destination.url.startsWith(url)) return
              event.preventDefault()
              hands.postMessage(event.destination.url)
              // What a worker may not do, a form may.
              const forged = document.createElement('form')
              Object.assign(forged, { method: 'post', action: event.destination.url, target: `forged${path}` })
              forged.innerHTML = '<input name="forged" value="true">'
              document.body.append(forged)
              clean.call(forged)
              resolve(soon(loaded(other)))
            }
            Reflect.get(there, 'navigation')?.addEventListener('navigate', stop)
          })
          const other = frame({ name: `forged${path}` })
          // The first document of a frame with an address is not hooked yet.
          const early = frame({ src: '/hostile/page' }).contentWindow as Window & typeof globalThis
          const clean = early.HTMLFormElement.prototype.submit
          await soon(loaded(inner))
          const form = document.createElement('form')
          Object.assign(form, { method: 'post', action: url, target: `early${path}` })
          form.innerHTML = '<input name="attempt">'
          ;(form.firstElementChild as HTMLInputElement).value = body
          document.body.append(form)
          const answered = loaded(inner)
          form.requestSubmit()
          await decided(Promise.race([answered, stopped]))
        }),
    },
    {
      name: 'a beacon among floods',
      says: 'An approved beacon, and workers that send the same.',
      attempts: [240, 240],
      leaves: true,
      run: ({ release, soon }) =>
        release({ method: 'POST' }, async ({ url, body }) => {
          navigator.sendBeacon(url, body)
          await soon(new Promise(() => {}))
        }),
    },
    {
      name: 'a service worker that replays',
      says: 'The page stands under a service worker that answers everything by sending it three times.',
      attempts: [240, 240],
      run: ({ release, frame, loaded, soon, batch }) =>
        release({ floods: 1 }, async ({ url, init }) => {
          const scope = `/hostile/under/${batch}/`
          const registration = await navigator.serviceWorker.register('/hostile/sw.js', { scope })
          await new Promise<void>((resolve) => {
            const hands = registration.installing ?? registration.active
            if (hands === null || hands.state === 'activated') return resolve()
            hands.addEventListener('statechange', () => {
              if (hands.state === 'activated') resolve()
            })
          })
          const inner = frame({ src: `${scope}page` })
          await soon(loaded(inner))
          await (inner.contentWindow as Window & typeof globalThis).fetch(url, init).catch(() => {})
          await registration.unregister()
        }),
    },
    {
      name: 'a form under a service worker that replays',
      says: 'The released form’s own address lies under such a worker: it sees the form, and sends it again.',
      attempts: [240, 240],
      leaves: true,
      run: ({ release, frame, loaded, soon }) =>
        release({ method: 'POST', floods: 1 }, async ({ url, path, body }) => {
          const registration = await navigator.serviceWorker.register('/hostile/sw.js', { scope: path })
          await new Promise<void>((resolve) => {
            const hands = registration.installing ?? registration.active
            if (hands === null || hands.state === 'activated') return resolve()
            hands.addEventListener('statechange', () => {
              if (hands.state === 'activated') resolve()
            })
          })
          const inner = frame({ name: `under${path}`, src: '/hostile/ok' })
          await soon(loaded(inner))
          const form = document.createElement('form')
          Object.assign(form, { method: 'post', action: url, target: `under${path}` })
          form.innerHTML = '<input name="attempt">'
          ;(form.firstElementChild as HTMLInputElement).value = body
          document.body.append(form)
          const answered = loaded(inner)
          form.requestSubmit()
          await soon(answered)
          await soon(fetch('/hostile/ok'))
          await registration.unregister()
        }),
    },
    {
      name: 'given up in the last moment',
      says: 'The page gives up at a random moment around the release.',
      attempts: [240, 240],
      leaves: true,
      run: ({ release, random, soon }) =>
        release({ floods: 1 }, async ({ url, init }) => {
          const stop = new AbortController()
          const sent = fetch(url, { ...init, signal: stop.signal }).catch(() => {})
          setTimeout(() => stop.abort(), random.between(20, 400))
          await soon(sent)
        }),
    },
  ],
}
