import type { Path, Targets } from '../../path.ts'

const toGraphql = {
  method: 'POST',
  target: ({ console, kind }: Targets) => `${console}/matrix/graphql/${kind}`,
} as const

export const graphqlPaths: readonly Path[] = [
  {
    ...toGraphql,
    name: 'console, GraphQL: a mutation',
    fate: 'held',
    act: ({ url, id }) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          operationName: 'Show',
          query: 'mutation Show($ticket: ID!) { users: dropTable(ticket: $ticket) { id } }',
          variables: { ticket: id },
        }),
      }).then(
        () => 'answered',
        () => 'failed',
      ),
    expects: { summary: () => 'Drop a table by GraphQL' },
    beside: [
      {
        name: 'a query',
        fate: 'passes',
        act: ({ url, id }) =>
          fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              query: 'query dropTable($ticket: ID!) { table(ticket: $ticket) { dropTable } }',
              variables: { ticket: id },
            }),
          }).then(
            ({ ok }) => (ok ? 'answered' : 'failed'),
            () => 'failed',
          ),
      },
      {
        name: 'another mutation',
        fate: 'passes',
        act: ({ url, id }) =>
          fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              query: 'mutation ($ticket: ID!) { dropTable: analyzeTable(ticket: $ticket) { id } }',
              variables: { ticket: id },
            }),
          }).then(
            ({ ok }) => (ok ? 'answered' : 'failed'),
            () => 'failed',
          ),
      },
    ],
  },
  {
    ...toGraphql,
    name: 'console, GraphQL: a query',
    fate: 'passes',
    act: ({ url, id }) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          query: 'query ($ticket: ID!) { table(ticket: $ticket) { id } }',
          variables: { ticket: id },
        }),
      }).then(
        ({ ok }) => (ok ? 'answered' : 'failed'),
        () => 'failed',
      ),
  },
]
