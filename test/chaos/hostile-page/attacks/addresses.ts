import type { Family } from '../attack.ts'

/** The same place, written in another way. */
export const addresses: Family = {
  heading: 'Other ways to write the address',
  attacks: [
    {
      name: 'what the browser tidies up',
      says: 'Case, backslashes, tabs, dot segments, credentials, numbers for the host, a zero before the port.',
      attempts: [20, 60],
      run: ({ every, random, worker, soon }) =>
        every(({ path, init }) => {
          const { hostname, port } = location
          const name = path.slice('/held/'.length)
          const url = random.pick([
            `HTTP://${hostname}:${port}${path}`,
            `http:\\\\${hostname}:${port}\\held\\${name}`,
            `http://${hostname}:0${port}${path}`,
            `http://127.1:${port}${path}`,
            `http://0x7f000001:${port}${path}`,
            `http://2130706433:${port}${path}`,
            `http://${hostname}:${port}/x/../held/./${name}`,
            `http://${hostname}:${port}/x/%2e%2e/held/%2E/${name}`,
            `http://${hostname}:${port}/he\tld/${name}\n`,
            `  ${location.origin}${path}  `,
          ])
          if (random.chance(0.05)) return fetch(url, init)
          const send = `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)}).catch(() => {}).then(() => postMessage(1))`
          const hands = worker(send)
          return soon(
            new Promise((resolve) => {
              hands.onmessage = resolve
            }),
          )
        }),
    },
    {
      name: 'fragments and queries',
      says: 'Something behind the path: fragments of any form, a query, both, thousands of letters.',
      attempts: [20, 60],
      run: ({ every, random, worker, soon }) =>
        every(({ url, init }) => {
          const behind = random.pick([
            '#',
            '#x',
            '#__cs=',
            '#__cs=AAAAAAAAAAAAAAAAAAAAAA',
            '?',
            '?a=b',
            '?a#b?c#d',
            '??',
            '?%23__cs=AAAAAAAAAAAAAAAAAAAAAA',
            `?${'x'.repeat(random.between(1_000, 8_000))}`,
            `#${'x'.repeat(random.between(1_000, 20_000))}`,
            '#%0a',
            '#\u2028',
            '?\u{1f600}',
          ])
          if (random.chance(0.05)) return fetch(url + behind, init)
          const to = JSON.stringify(url + behind)
          const hands = worker(`fetch(${to}, ${JSON.stringify(init)}).catch(() => {}).then(() => postMessage(1))`)
          return soon(
            new Promise((resolve) => {
              hands.onmessage = resolve
            }),
          )
        }),
    },
    {
      name: 'percent-encoding',
      says: 'Letters of the path in percent-encoding, which servers take for the letters themselves.',
      attempts: [20, 60],
      run: ({ every, random, worker, soon }) =>
        every(({ path, init }) => {
          const letters = [...'held'].map((letter) => {
            const code = letter.charCodeAt(0).toString(16)
            return random.chance(0.4) ? `%${random.chance(0.5) ? code : code.toUpperCase()}` : letter
          })
          const url = `${location.origin}/${letters.join('')}/${path.slice('/held/'.length)}`
          if (random.chance(0.3)) return fetch(url, init)
          const to = JSON.stringify(url)
          const hands = worker(`fetch(${to}, ${JSON.stringify(init)}).catch(() => {}).then(() => postMessage(1))`)
          return soon(
            new Promise((resolve) => {
              hands.onmessage = resolve
            }),
          )
        }),
    },
    {
      name: 'credentials in the address',
      says: 'A name and a password before the host, by XMLHttpRequest, which takes them.',
      attempts: [2, 6],
      run: ({ every, realm, random }) =>
        every(({ url, method, body }) => {
          const xhr = random.chance(0.5) ? new XMLHttpRequest() : new (realm().XMLHttpRequest)()
          xhr.open(method, url.replace('://', '://user:secret@'))
          xhr.send(body)
          return new Promise((resolve) => {
            xhr.onloadend = resolve
          })
        }),
    },
    {
      name: 'the method in other letters',
      says: '`delete`, `Post`, `pUt`: browsers write these in capitals.',
      attempts: [2, 6],
      run: ({ every, random, realm }) =>
        every(({ url, body, method }) => {
          const letters = [...method].map((letter) => (random.chance(0.5) ? letter.toLowerCase() : letter)).join('')
          return random.pick([window, realm()]).fetch(url, { method: letters, body })
        }, undefined),
    },
  ],
}
