import type { Path } from '../path.ts'

export const fetchPaths: readonly Path[] = [
  {
    name: 'fetch, no body',
    fate: 'held',
    method: 'DELETE',
    act: ({ url }) =>
      fetch(url, { method: 'DELETE' }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch, JSON body',
    fate: 'held',
    method: 'POST',
    act: ({ url }) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch of a Request object',
    fate: 'held',
    method: 'PUT',
    act: ({ url }) =>
      fetch(new Request(url, { method: 'PUT', body: new Uint8Array([0, 255, 1]) })).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch, FormData with a file',
    fate: 'held',
    method: 'POST',
    act: ({ url }) => {
      const body = new FormData()
      body.append('a', '1')
      body.append('f', new File(['content'], 'f.txt', { type: 'text/plain' }))
      return fetch(url, { method: 'POST', body }).then(
        () => 'answered',
        () => 'failed',
      )
    },
  },
  {
    name: 'fetch, Blob body',
    fate: 'held',
    method: 'POST',
    act: ({ url }) =>
      fetch(url, { method: 'POST', body: new Blob(['blob'], { type: 'text/plain' }) }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch, URLSearchParams body',
    fate: 'held',
    method: 'POST',
    act: ({ url }) =>
      fetch(url, { method: 'POST', body: new URLSearchParams({ a: 'ü&' }) }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch, half a megabyte',
    fate: 'held',
    method: 'PUT',
    act: ({ url }) =>
      fetch(url, { method: 'PUT', body: 'x'.repeat(524_288) }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch, keepalive',
    fate: 'held',
    method: 'POST',
    act: ({ url }) =>
      fetch(url, { method: 'POST', keepalive: true }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch, with a signal',
    fate: 'held',
    method: 'DELETE',
    act: ({ url }) =>
      fetch(url, { method: 'DELETE', signal: new AbortController().signal }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch of a GET with side effects',
    fate: 'held',
    method: 'GET',
    act: ({ url }) =>
      fetch(url).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch, redirect: error',
    fate: 'held',
    method: 'DELETE',
    act: ({ url }) =>
      fetch(url, { method: 'DELETE', redirect: 'error' }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch, a fragment behind the URL',
    fate: 'held',
    method: 'DELETE',
    act: ({ url }) =>
      fetch(`${url}#part`, { method: 'DELETE' }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch, mode no-cors',
    fate: 'held',
    method: 'POST',
    act: ({ url }) =>
      fetch(url, { method: 'POST', mode: 'no-cors', body: 'a=1' }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch to another origin, with a preflight',
    fate: 'held',
    method: 'DELETE',
    target: ({ api, kind }, id) => `${api}/matrix/${kind}/${id}`,
    act: ({ url }) =>
      fetch(url, { method: 'DELETE', headers: { authorization: 'Bearer 1' } }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch to another origin, without one',
    fate: 'held',
    method: 'POST',
    target: ({ api, kind }, id) => `${api}/matrix/${kind}/${id}`,
    act: ({ url }) =>
      fetch(url, { method: 'POST', body: 'a=1', headers: { 'content-type': 'text/plain' } }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch on a page that is no secure context',
    fate: 'held',
    method: 'DELETE',
    page: 'plain',
    target: ({ plain, kind }, id) => `${plain}/matrix/${kind}/${id}`,
    act: ({ url }) =>
      fetch(url, { method: 'DELETE' }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch under a strict content security policy',
    fate: 'held',
    method: 'DELETE',
    page: '/matrix/strict-page',
    act: ({ url }) =>
      fetch(url, { method: 'DELETE' }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'fetch under a service worker that passes on',
    fate: 'held',
    method: 'DELETE',
    page: '/matrix/passing/page',
    act: ({ url }) =>
      fetch(url, { method: 'DELETE' }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
]
