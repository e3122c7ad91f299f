import type { Path } from '../path.ts'

/** What the browser fetches by itself, and what goes elsewhere. */
export const elementPaths: readonly Path[] = [
  {
    name: 'image',
    fate: 'blocked',
    method: 'GET',
    act: ({ url }) =>
      new Promise((resolve) => {
        const image = new Image()
        image.onload = () => resolve('answered')
        image.onerror = () => resolve('failed')
        image.src = url
      }),
  },
  {
    name: 'script element',
    fate: 'blocked',
    method: 'GET',
    act: ({ url }) =>
      new Promise((resolve) => {
        const script = document.createElement('script')
        script.onload = () => resolve('answered')
        script.onerror = () => resolve('failed')
        script.src = url
        document.body.append(script)
      }),
  },
  {
    name: 'style sheet',
    fate: 'blocked',
    method: 'GET',
    act: ({ url }) =>
      new Promise((resolve) => {
        const link = document.createElement('link')
        link.rel = 'stylesheet'
        link.onload = () => resolve('answered')
        link.onerror = () => resolve('failed')
        link.href = url
        document.head.append(link)
      }),
  },
  {
    name: 'frame that is opened at the address',
    fate: 'blocked',
    method: 'GET',
    act: ({ url }) => {
      const frame = document.createElement('iframe')
      frame.src = url
      document.body.append(frame)
      return 'nothing'
    },
  },
  {
    name: 'prefetch',
    fate: 'blocked',
    method: 'GET',
    act: ({ url }) =>
      new Promise((resolve) => {
        const link = document.createElement('link')
        link.rel = 'prefetch'
        link.onload = () => resolve('answered')
        link.onerror = () => resolve('failed')
        link.href = url
        document.head.append(link)
      }),
  },
  {
    name: 'EventSource',
    fate: 'blocked',
    method: 'GET',
    act: ({ url }) =>
      new Promise((resolve) => {
        const source = new EventSource(url)
        source.onerror = () => {
          source.close()
          resolve('failed')
        }
        source.onopen = () => resolve('answered')
      }),
  },
  {
    name: 'WebSocket',
    fate: 'blocked',
    method: 'GET',
    target: ({ console: origin, kind }, id) => `${origin.replace('http', 'ws')}/matrix/${kind}/${id}`,
    act: ({ url }) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url)
        socket.onerror = () => resolve('failed')
        socket.onopen = () => resolve('answered')
      }),
  },
  {
    name: 'link with ping',
    fate: 'blocked',
    method: 'POST',
    act: ({ url }) => {
      document.body.innerHTML = '<a id="go" href="#here">Go</a>'
      document.querySelector('a')?.setAttribute('ping', url)
      return 'nothing'
    },
    click: '#go',
  },
  {
    name: 'redirect (307) of an open address to a protected one',
    fate: 'blocked',
    method: 'DELETE',
    target: ({ console: origin, kind }, id) => `${origin}/matrix/hop/307/${kind}/${id}`,
    act: ({ url }) =>
      fetch(url, { method: 'DELETE' }).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'redirect (302) of an open address to a protected GET',
    fate: 'blocked',
    method: 'GET',
    target: ({ console: origin, kind }, id) => `${origin}/matrix/hop/302/${kind}/${id}`,
    act: ({ url }) =>
      fetch(url).then(
        () => 'answered',
        () => 'failed',
      ),
  },
  {
    name: 'form, redirected (307) to a protected address',
    fate: 'blocked',
    method: 'POST',
    target: ({ console: origin, kind }, id) => `${origin}/matrix/hop/307/${kind}/${id}`,
    act: ({ url }) => {
      document.body.innerHTML = '<form method="post"><button>Go</button></form>'
      document.forms[0]?.setAttribute('action', url)
      document.forms[0]?.requestSubmit()
      return 'nothing'
    },
  },
]
