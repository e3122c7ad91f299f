import type { Family } from '../attack.ts'

/** One thing is shown, another is meant to be sent. Everything is approved. */
export const swap: Family = {
  heading: 'Something else in the body after the click',
  attacks: [
    {
      name: 'bytes changed after the call',
      says: 'A buffer is overwritten, resized or given away right after `fetch` has been called.',
      attempts: [1, 3],
      run: ({ attempts, aim, random }) =>
        Promise.all(
          Array.from({ length: attempts }, async () => {
            const { url, init, body } = aim({ approve: true })
            const bytes = new TextEncoder().encode(body)
            const sent = fetch(url, { ...init, body: random.chance(0.5) ? bytes : bytes.buffer })
            if (random.chance(0.7)) bytes.fill(120)
            else structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
            await sent.catch(() => {})
          }),
        ).then(() => {}),
    },
    {
      name: 'bytes changed after send',
      says: 'The same with XMLHttpRequest, which is opened anew as well.',
      attempts: [1, 3],
      run: ({ attempts, aim, random, soon }) =>
        Promise.all(
          Array.from({ length: attempts }, async () => {
            const { url, method, body } = aim({ approve: true })
            const bytes = new TextEncoder().encode(body)
            const xhr = new XMLHttpRequest()
            xhr.open(method, url)
            xhr.send(bytes)
            bytes.fill(120)
            const done = new Promise((resolve) => {
              xhr.onloadend = resolve
            })
            if (!random.chance(0.3)) return soon(done)
            xhr.open(method, url)
            xhr.send('{"other":true}')
            return soon(done)
          }),
        ).then(() => {}),
      leaves: true,
    },
    {
      name: 'a form that grows',
      says: 'Entries of a FormData or of URLSearchParams are changed after the call.',
      attempts: [1, 3],
      run: ({ attempts, aim, random }) =>
        Promise.all(
          Array.from({ length: attempts }, async () => {
            const { url, body } = aim({ approve: true })
            const form = random.chance(0.5) ? new FormData() : new URLSearchParams()
            form.append('attempt', body)
            const sent = fetch(url, { method: 'POST', body: form })
            form.set('attempt', 'everything')
            form.append('more', 'everything else')
            await sent.catch(() => {})
          }),
        ).then(() => {}),
    },
    {
      name: 'getters that answer twice',
      says: 'Method, address, headers and body are properties that say something else the second time.',
      attempts: [1, 3],
      run: ({ attempts, aim }) =>
        Promise.all(
          Array.from({ length: attempts }, async () => {
            const { url, init, body } = aim({ approve: true })
            let asked = 0
            const second = (first: string, then: string) => {
              asked += 1
              return asked % 2 === 1 ? first : then
            }
            const input = { toString: () => second(url, `${url}-other`) }
            const sent = fetch(input as unknown as string, {
              get method() {
                return second('GET', init.method)
              },
              get body() {
                return second(body, '{"other":true}')
              },
              get headers() {
                return { 'x-first': second('a', 'b') }
              },
            })
            await sent.catch(() => {})
          }),
        ).then(() => {}),
    },
    {
      name: 'a Request used twice',
      says: 'A request object goes to `fetch` twice, or its clone to a fresh frame.',
      attempts: [1, 3],
      run: ({ attempts, aim, realm, soon }) =>
        Promise.all(
          Array.from({ length: attempts }, async () => {
            const { url, init } = aim({ approve: true })
            const request = new Request(url, init)
            const copy = request.clone()
            const first = fetch(request).catch(() => {})
            const other = fetch(request).catch(() => {})
            const third = realm()
              .fetch(copy, { method: 'GET' })
              .catch(() => {})
            await Promise.all([first, other, soon(third)])
          }),
        ).then(() => {}),
    },
    {
      name: 'fields changed while it is held',
      says: 'A form is sent by its button; its fields, its address and its method are changed at once.',
      attempts: [1, 2],
      run: async ({ attempts, aim, frame, loaded, random, soon, decided }) => {
        for (let index = 0; index < attempts; index += 1) {
          const { url, path, body } = aim({ method: 'POST', approve: true })
          const inner = frame({ name: `swap${path}`, src: '/hostile/ok' })
          await soon(loaded(inner))
          const form = document.createElement('form')
          Object.assign(form, { method: 'post', action: url, target: `swap${path}` })
          if (random.chance(0.5)) form.enctype = 'multipart/form-data'
          const field = document.createElement('input')
          Object.assign(field, { name: 'attempt', value: body })
          form.append(field)
          document.body.append(form)
          const answered = loaded(inner)
          form.requestSubmit()
          field.value = 'everything'
          form.action = `${url}-other`
          await decided(answered)
        }
      },
    },
    {
      name: 'a stream that thinks again',
      says: 'A body that is made while it is read, and says more as soon as it has been read once.',
      attempts: [1, 3],
      run: ({ attempts, aim }) =>
        Promise.all(
          Array.from({ length: attempts }, async () => {
            const { url, body } = aim({ approve: true })
            let reads = 0
            const stream = new ReadableStream({
              pull: (controller) => {
                reads += 1
                controller.enqueue(new TextEncoder().encode(reads === 1 ? body : '{"other":true}'))
                controller.close()
              },
            })
            await fetch(url, { method: 'POST', body: stream, duplex: 'half' } as RequestInit).catch(() => {})
          }),
        ).then(() => {}),
      alone: 'Over HTTP/1.1 Chromium sends no streams; the hook reads them, and they are released as bytes.',
    },
  ],
}
