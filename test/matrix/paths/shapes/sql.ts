import type { Path } from '../../path.ts'
import { fillIn, onButtons } from './buttons-page.ts'

export const sqlPaths: readonly Path[] = [
  {
    ...onButtons,
    name: 'console, SQL in a field: a form',
    fate: 'held',
    act: fillIn,
    click: '#run-drop',
    expects: {
      summary: () => 'Run SQL that deletes',
      body: (id) => `ticket=${id}&token=t-1&sql_query=DROP+TABLE+%60users%60%3B`,
      page: { approved: 'It ran.' },
    },
  },
  {
    ...onButtons,
    name: 'console, SQL in a field: a script',
    fate: 'held',
    act: ({ url, id }) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `token=t-1&sql_query=%64rop%0A+table%20users&ticket=${id}`,
      }).then(
        () => 'answered',
        () => 'failed',
      ),
    expects: { body: (id) => `token=t-1&sql_query=%64rop%0A+table%20users&ticket=${id}` },
    beside: [
      {
        name: 'SQL that reads',
        fate: 'passes',
        act: ({ url, id }) =>
          fetch(url, {
            method: 'POST',
            body: new URLSearchParams({ ticket: id, token: 't-1', sql_query: 'SELECT `dropped` FROM `orders`' }),
          }).then(
            ({ ok }) => (ok ? 'answered' : 'failed'),
            () => 'failed',
          ),
      },
    ],
  },
]
