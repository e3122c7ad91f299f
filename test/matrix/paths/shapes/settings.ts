import type { Path } from '../../path.ts'

/** A configuration that every save sends as a whole: what is deleted is what is missing. */
export const settingsPaths: readonly Path[] = [
  {
    name: 'console, deleted by being left out: the whole saved',
    fate: 'held',
    method: 'PUT',
    target: ({ console, kind }) => `${console}/matrix/settings/${kind}`,
    act: ({ url, id }) =>
      fetch(url, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ticket: id, schedule: 'daily', folders: ['Ledger'] }),
      }).then(
        () => 'answered',
        () => 'failed',
      ),
    expects: {
      body: (id) => JSON.stringify({ ticket: id, schedule: 'daily', folders: ['Ledger'] }),
      before: JSON.stringify({ folders: [] }),
    },
    beside: [
      {
        name: 'a save that carries the removal along',
        fate: 'held',
        act: ({ url, id }) =>
          fetch(url, {
            method: 'PUT',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ ticket: id, schedule: 'weekly', folders: ['Ledger'] }),
          }).then(
            () => 'answered',
            () => 'failed',
          ),
      },
      {
        name: 'a switch that is saved by itself',
        fate: 'passes',
        act: ({ url, id }) =>
          fetch(`${url}/alerts`, {
            method: 'PUT',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ ticket: id, alerts: true }),
          }).then(
            ({ ok }) => (ok ? 'answered' : 'failed'),
            () => 'failed',
          ),
      },
      {
        name: 'a look at what is saved',
        fate: 'passes',
        act: ({ url, id }) =>
          fetch(`${url}?ticket=${id}`).then(
            ({ ok }) => (ok ? 'answered' : 'failed'),
            () => 'failed',
          ),
      },
    ],
  },
]
