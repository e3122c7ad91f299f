import type { Path } from '../../path.ts'

export const addressPaths: readonly Path[] = [
  {
    name: 'console, %2F in the path, and a body that repeats it',
    fate: 'held',
    method: 'DELETE',
    target: ({ console, kind }, id) => `${console}/matrix/parts/${kind}/team%2Fsales/${id}`,
    act: ({ url, id }) =>
      fetch(url, {
        method: 'DELETE',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ group: 'team/sales', id }),
      }).then(
        () => 'answered',
        () => 'failed',
      ),
    expects: {
      summary: (id) => `Delete ${id} of team/sales`,
      path: (id) => `/team%2Fsales/${id}`,
      body: (id) => JSON.stringify({ group: 'team/sales', id }),
    },
    beside: [
      {
        name: 'an address with %2F that nothing protects',
        fate: 'passes',
        act: ({ url, id }) =>
          fetch(new URL('/matrix/drafts/team%2Fsales', url), { method: 'DELETE', body: id }).then(
            ({ ok }) => (ok ? 'answered' : 'failed'),
            () => 'failed',
          ),
      },
    ],
  },
]
