import type { Path } from '../../path.ts'
import { always } from './always.ts'
import { fillIn, onButtons } from './buttons-page.ts'

/** One address for everything, a delete among the rest; some ask first, at the same address. */
export const buttonPaths: readonly Path[] = [
  {
    ...onButtons,
    name: 'console, one address: the delete button',
    fate: 'held',
    act: fillIn,
    click: '#drop',
    expects: {
      summary: () => 'Drop tables',
      body: (id) => `ticket=${id}&token=t-1&db=my+db&tables%5B%5D=%60users%60&drop=Drop`,
      page: { approved: 'It ran.' },
    },
    beside: [
      {
        name: 'a copy',
        fate: 'passes',
        act: ({ url, id }) =>
          fetch(url, {
            method: 'POST',
            body: new URLSearchParams({ ticket: id, token: 't-1', db: 'my db', 'tables[]': '`users`', copy: 'Copy' }),
          }).then(
            ({ ok }) => (ok ? 'answered' : 'failed'),
            () => 'failed',
          ),
      },
      {
        name: 'fourteen more at once',
        fate: 'passes',
        times: 14,
        act: async ({ url, id }) => {
          const sent = Array.from({ length: 14 }, (_, number) => {
            const xhr = new XMLHttpRequest()
            xhr.open('POST', url)
            xhr.setRequestHeader('content-type', 'application/x-www-form-urlencoded; charset=UTF-8')
            xhr.send(`ticket=${id}&token=t-1&OP=count&table=${number}&tables%5B%5D=%60drop%60`)
            return new Promise<boolean>((resolve) => {
              xhr.onloadend = () => resolve(xhr.status === 200)
            })
          })
          return (await Promise.all(sent)).includes(false) ? 'failed' : 'answered'
        },
      },
    ],
  },
  {
    ...onButtons,
    name: 'console, one address: the delete button, sent by a script',
    fate: 'held',
    act: ({ url, id }) =>
      new Promise((resolve) => {
        const xhr = new XMLHttpRequest()
        xhr.open('POST', url)
        xhr.setRequestHeader('content-type', 'application/x-www-form-urlencoded; charset=UTF-8')
        xhr.onload = () => resolve('answered')
        xhr.onerror = () => resolve('failed')
        xhr.send(`ticket=${id}&token=t-1&db=my+db&tables%5B%5D=%60users%60&drop=Drop`)
      }),
    expects: { body: (id) => `ticket=${id}&token=t-1&db=my+db&tables%5B%5D=%60users%60&drop=Drop` },
  },
  ...['#empty', '#copy', '#sign-in', '#run-select'].map((click): Path => {
    return {
      ...onButtons,
      name: `console, one address: the button ${click}`,
      fate: 'passes',
      act: fillIn,
      click,
      expects: { page: always('It ran.') },
    }
  }),
  {
    ...onButtons,
    name: 'console, a page that asks first: the question',
    fate: 'passes',
    act: fillIn,
    click: '#ask',
    expects: {
      body: (id) => `ticket=${id}&token=t-1&OP=delete&table=%60users%60`,
      page: always('Really?'),
    },
  },
  {
    ...onButtons,
    name: 'console, a page that asks first: the confirmation',
    fate: 'held',
    act: fillIn,
    click: '#confirm',
    expects: {
      summary: () => 'Delete a table',
      body: (id) => `ticket=${id}&token=t-1&OP=delete&table=%60users%60&confirm=Yes%2C+delete`,
      page: { approved: 'It ran.' },
    },
  },
]
