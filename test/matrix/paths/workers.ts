import type { Path } from '../path.ts'

/** Where no script of the extension runs. */
export const workerPaths: readonly Path[] = [
  {
    name: 'fetch of a worker',
    fate: 'blocked',
    method: 'DELETE',
    act: ({ url }) =>
      new Promise((resolve) => {
        const worker = new Worker('/matrix/sender.js')
        worker.onmessage = ({ data }) => resolve(data)
        worker.postMessage({ url, method: 'DELETE', way: 'fetch' })
      }),
  },
  {
    name: 'XMLHttpRequest of a worker',
    fate: 'blocked',
    method: 'PUT',
    act: ({ url }) =>
      new Promise((resolve) => {
        const worker = new Worker('/matrix/sender.js')
        worker.onmessage = ({ data }) => resolve(data)
        worker.postMessage({ url, method: 'PUT', way: 'xhr' })
      }),
  },
  {
    name: 'synchronous XMLHttpRequest of a worker',
    fate: 'blocked',
    method: 'DELETE',
    act: ({ url }) =>
      new Promise((resolve) => {
        const worker = new Worker('/matrix/sender.js')
        worker.onmessage = ({ data }) => resolve(data)
        worker.postMessage({ url, method: 'DELETE', way: 'sync' })
      }),
  },
  {
    name: 'fetch of a worker made from a blob',
    fate: 'blocked',
    method: 'POST',
    act: ({ url }) =>
      new Promise((resolve) => {
        const script = `fetch(${JSON.stringify(url)}, { method: 'POST' }).then(() => postMessage('answered'), () => postMessage('failed'))`
        const worker = new Worker(URL.createObjectURL(new Blob([script])))
        worker.onmessage = ({ data }) => resolve(data)
      }),
  },
  {
    name: 'fetch of a shared worker',
    fate: 'blocked',
    method: 'DELETE',
    act: ({ url }) =>
      new Promise((resolve) => {
        const { port } = new SharedWorker('/matrix/sender.js')
        port.onmessage = ({ data }) => resolve(data)
        port.postMessage({ url, method: 'DELETE', way: 'fetch' })
      }),
  },
  {
    name: 'fetch of the page’s service worker',
    fate: 'blocked',
    method: 'DELETE',
    page: '/matrix/passing/page',
    act: ({ url }) =>
      new Promise((resolve) => {
        const channel = new MessageChannel()
        channel.port1.onmessage = ({ data }) => resolve(data)
        navigator.serviceWorker.controller?.postMessage({ url, method: 'DELETE' }, [channel.port2])
      }),
  },
]
