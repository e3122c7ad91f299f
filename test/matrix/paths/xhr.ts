import type { Path } from '../path.ts'

/** As many consoles delete: the page stands still until it is answered. Headers by script, and JSON on a DELETE. */
const standStill: Path['act'] = ({ url }) => {
  const xhr = new XMLHttpRequest()
  xhr.open('DELETE', url, false)
  xhr.setRequestHeader('authorization', 'Bearer 1')
  xhr.setRequestHeader('content-type', 'application/json')
  try {
    xhr.send('{"id":1}')
    return 'answered'
  } catch {
    return 'failed'
  }
}

export const xhrPaths: readonly Path[] = [
  {
    name: 'XMLHttpRequest, no body',
    fate: 'held',
    method: 'DELETE',
    act: ({ url }) =>
      new Promise((resolve) => {
        const xhr = new XMLHttpRequest()
        xhr.open('DELETE', url)
        xhr.onload = () => resolve('answered')
        xhr.onerror = () => resolve('failed')
        xhr.send()
      }),
  },
  {
    name: 'XMLHttpRequest, JSON both ways',
    fate: 'held',
    method: 'POST',
    act: ({ url }) =>
      new Promise((resolve) => {
        const xhr = new XMLHttpRequest()
        xhr.open('POST', url)
        xhr.responseType = 'json'
        xhr.setRequestHeader('content-type', 'application/json')
        xhr.onload = () => resolve(xhr.response.ran === true ? 'answered' : 'nothing')
        xhr.onerror = () => resolve('failed')
        xhr.send('{"a":1}')
      }),
  },
  {
    name: 'XMLHttpRequest, FormData',
    fate: 'held',
    method: 'POST',
    act: ({ url }) =>
      new Promise((resolve) => {
        const body = new FormData()
        body.append('a', '1')
        const xhr = new XMLHttpRequest()
        xhr.open('POST', url)
        xhr.onload = () => resolve('answered')
        xhr.onerror = () => resolve('failed')
        xhr.send(body)
      }),
  },
  {
    name: 'XMLHttpRequest to another origin',
    fate: 'held',
    method: 'PUT',
    target: ({ api, kind }, id) => `${api}/matrix/${kind}/${id}`,
    act: ({ url }) =>
      new Promise((resolve) => {
        const xhr = new XMLHttpRequest()
        xhr.open('PUT', url)
        xhr.onload = () => resolve('answered')
        xhr.onerror = () => resolve('failed')
        xhr.send('x')
      }),
  },
  {
    name: 'XMLHttpRequest of a GET with side effects',
    fate: 'held',
    method: 'GET',
    act: ({ url }) =>
      new Promise((resolve) => {
        const xhr = new XMLHttpRequest()
        xhr.open('GET', url)
        xhr.onload = () => resolve('answered')
        xhr.onerror = () => resolve('failed')
        xhr.send()
      }),
  },
  {
    name: 'XMLHttpRequest, synchronous',
    fate: 'second try',
    method: 'DELETE',
    act: standStill,
  },
  {
    name: 'XMLHttpRequest, synchronous, under a policy that allows its own origin alone',
    fate: 'second try',
    method: 'DELETE',
    page: '/matrix/strict-page',
    act: standStill,
  },
  {
    name: 'XMLHttpRequest, synchronous, under a worker that passes on',
    fate: 'second try',
    method: 'DELETE',
    page: '/matrix/passing/page',
    act: standStill,
  },
  {
    name: 'sendBeacon',
    fate: 'held',
    method: 'POST',
    act: ({ url }) => {
      navigator.sendBeacon(url, 'a=1')
      return 'nothing'
    },
  },
]
