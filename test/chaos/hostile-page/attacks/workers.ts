import type { Family } from '../attack.ts'

/** Where no script of the extension runs. */
export const workers: Family = {
  heading: 'Workers',
  attacks: [
    {
      name: 'a dedicated worker',
      says: '`fetch` from a worker made of a blob.',
      attempts: [80, 200],
      run: async ({ every, worker }) => {
        const source = `onmessage = ({ data, ports: [port] }) =>
          fetch(data.url, data.init).catch(() => {}).then(() => port.postMessage('done'))`
        const hands = worker(source)
        await every((aim) => {
          const { port1, port2 } = new MessageChannel()
          hands.postMessage({ url: aim.url, init: aim.init }, [port2])
          return new Promise((resolve) => {
            port1.onmessage = resolve
          })
        })
        hands.terminate()
      },
    },
    {
      name: 'a worker of many kinds',
      says: 'A module, a file, a `data:` URL, or a worker inside a worker.',
      attempts: [4, 12],
      run: ({ every, worker, random, soon }) =>
        every((aim) => {
          const send = `fetch(${JSON.stringify(aim.url)}, ${JSON.stringify(aim.init)}).catch(() => {}).then(() => postMessage('done'))`
          const ways: (() => Worker)[] = [
            () => worker(send, { type: 'module' }),
            () => {
              const hands = new Worker('/hostile/worker.js')
              hands.postMessage({ url: aim.url, init: aim.init })
              return hands
            },
            () =>
              worker(`const inner = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(send)}])))
              inner.onmessage = () => postMessage('done')`),
            () => new Worker(`data:text/javascript,${encodeURIComponent(send)}`),
          ]
          const hands = random.pick(ways)()
          return soon(
            new Promise((resolve) => {
              hands.onmessage = resolve
            }),
          ).then(() => hands.terminate())
        }),
    },
    {
      name: 'XMLHttpRequest in a worker',
      says: 'Synchronous, where that keeps nobody waiting.',
      attempts: [40, 120],
      run: async ({ every, worker }) => {
        const hands = worker(`onmessage = ({ data, ports: [port] }) => {
          const xhr = new XMLHttpRequest()
          try { xhr.open(data.method, data.url, false); xhr.send(data.body) } catch {}
          port.postMessage('done')
        }`)
        await every(({ url, method, body }) => {
          const { port1, port2 } = new MessageChannel()
          hands.postMessage({ url, method, body }, [port2])
          return new Promise((resolve) => {
            port1.onmessage = resolve
          })
        })
        hands.terminate()
      },
    },
    {
      name: 'a shared worker',
      says: 'It belongs to no tab.',
      attempts: [40, 120],
      run: async ({ batch, every, soon }) => {
        const { port } = new SharedWorker('/hostile/shared.js', `shared-${batch}`)
        await every((aim) => {
          const done = new Promise((resolve) => {
            port.onmessage = resolve
          })
          port.postMessage({ url: aim.url, init: aim.init })
          return soon(done)
        })
        port.close()
      },
    },
    {
      name: 'a service worker',
      says: 'Told to send by its page.',
      attempts: [40, 120],
      run: async ({ batch, every, soon }) => {
        const registration = await navigator.serviceWorker.register('/hostile/sw.js', { scope: `/hostile/${batch}/` })
        const hands = registration.installing ?? registration.waiting ?? registration.active
        await every((aim) => {
          const done = new Promise((resolve) => {
            navigator.serviceWorker.addEventListener('message', resolve, { once: true })
          })
          hands?.postMessage({ url: aim.url, init: aim.init })
          return soon(done)
        })
        await registration.unregister()
      },
    },
    {
      name: 'a worker’s keepalive',
      says: 'A request that may outlive its worker, which is ended at once.',
      attempts: [5, 15],
      run: ({ every, worker, soon }) =>
        every((aim) => {
          const init = JSON.stringify({ ...aim.init, keepalive: true })
          const hands = worker(`fetch(${JSON.stringify(aim.url)}, ${init}).catch(() => {}); postMessage('sent')`)
          return soon(
            new Promise((resolve) => {
              hands.onmessage = resolve
            }),
          ).then(() => hands.terminate())
        }),
    },
  ],
}
