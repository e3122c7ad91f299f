import type { Path } from '../path.ts'

/** Frames of every kind; the page puts them in and lets them send. */
export const framePaths: readonly Path[] = [
  {
    name: 'fetch of a same-origin frame',
    fate: 'held',
    method: 'DELETE',
    act: async ({ url }) => {
      const frame = document.createElement('iframe')
      frame.src = '/matrix/frame'
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
      document.body.append(frame)
      await loaded
      return (frame.contentWindow as Window & typeof globalThis).fetch(url, { method: 'DELETE' }).then(
        () => 'answered',
        () => 'failed',
      )
    },
  },
  {
    name: 'fetch of an empty frame, at once',
    fate: 'held',
    method: 'DELETE',
    act: ({ url }) => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      return (frame.contentWindow as Window & typeof globalThis).fetch(url, { method: 'DELETE' }).then(
        () => 'answered',
        () => 'failed',
      )
    },
  },
  {
    name: 'fetch in a srcdoc frame',
    fate: 'held',
    method: 'DELETE',
    act: ({ url }) =>
      new Promise((resolve) => {
        addEventListener('message', ({ data }) => {
          if (data === 'answered' || data === 'failed') resolve(data)
        })
        const frame = document.createElement('iframe')
        frame.srcdoc = `<script>fetch(${JSON.stringify(url)}, { method: 'DELETE' }).then(() => 'answered', () => 'failed').then((heard) => parent.postMessage(heard, '*'))</script>`
        document.body.append(frame)
      }),
  },
  {
    name: 'fetch in a sandboxed frame',
    fate: 'held',
    method: 'POST',
    act: ({ url }) =>
      new Promise((resolve) => {
        addEventListener('message', ({ data }) => {
          if (data === 'answered' || data === 'failed') resolve(data)
        })
        const frame = document.createElement('iframe')
        frame.setAttribute('sandbox', 'allow-scripts')
        frame.srcdoc = `<script>fetch(${JSON.stringify(url)}, { method: 'POST', mode: 'no-cors' }).then(() => 'answered', () => 'failed').then((heard) => parent.postMessage(heard, '*'))</script>`
        document.body.append(frame)
      }),
  },
  {
    name: 'fetch in a blob frame',
    fate: 'held',
    method: 'DELETE',
    act: ({ url }) =>
      new Promise((resolve) => {
        addEventListener('message', ({ data }) => {
          if (data === 'answered' || data === 'failed') resolve(data)
        })
        const script = `<script>fetch(${JSON.stringify(url)}, { method: 'DELETE' }).then(() => 'answered', () => 'failed').then((heard) => parent.postMessage(heard, '*'))</script>`
        const frame = document.createElement('iframe')
        frame.src = URL.createObjectURL(new Blob([script], { type: 'text/html' }))
        document.body.append(frame)
      }),
  },
  {
    name: 'javascript: address of a frame',
    // It runs in a document that no script of an extension is put into.
    fate: 'blocked',
    method: 'DELETE',
    act: ({ url }) =>
      new Promise((resolve) => {
        addEventListener('message', ({ data }) => {
          if (data === 'answered' || data === 'failed') resolve(data)
        })
        const frame = document.createElement('iframe')
        frame.src = `javascript:fetch(${JSON.stringify(url)}, { method: 'DELETE' }).then(() => 'answered', () => 'failed').then((heard) => { parent.postMessage(heard, '*') }), undefined`
        document.body.append(frame)
      }),
  },
  {
    name: 'fetch of a data: frame',
    fate: 'held',
    method: 'POST',
    act: ({ url }) =>
      new Promise((resolve) => {
        addEventListener('message', ({ data }) => {
          if (data === 'answered' || data === 'failed') resolve(data)
        })
        const script = `<script>fetch(${JSON.stringify(url)}, { method: 'POST', mode: 'no-cors' }).then(() => 'answered', () => 'failed').then((heard) => parent.postMessage(heard, '*'))</script>`
        const frame = document.createElement('iframe')
        frame.src = `data:text/html,${encodeURIComponent(script)}`
        document.body.append(frame)
      }),
  },
]
