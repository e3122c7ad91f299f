import type { RequestView } from '@countersign/shared/api'
import type { ReaderLie } from './lie.ts'

/** Lies that only a phone is told: about what is waiting now. */
export const views: readonly ReaderLie<RequestView>[] = [
  {
    name: 'the digest of something else',
    says: 'The status names another digest than the request has.',
    change: (view, { cases, random }, about) => ({
      ...view,
      status: { ...view.status, digest: random.pick(cases.filter((other) => other !== about)).view.status.digest },
    }),
  },
  {
    name: 'the status of another request',
    says: 'One request’s card, with what became of another.',
    change: (view, { cases, random }, about) => ({
      ...view,
      status: random.pick(cases.filter((other) => other !== about)).view.status,
    }),
  },
  {
    name: 'the content kept back',
    says: 'It waits, and what it carries is not there.',
    change: ({ body: _, ...view }) => ({ ...view, status: { ...view.status, state: 'pending' } }),
  },
  {
    name: 'a view of another shape',
    says: 'Members that are not of the protocol, or that are missing.',
    shapeless: true,
    // Not views: that is the lie.
    change: (view, { random }) =>
      random.pick<unknown>([
        { ...view, approved: true },
        { ...view, request: { ...view.request, summary: 'Rename a user' } },
        { ...view, status: undefined },
        { ...view, request: null },
        { ...view, proof: { ...view.proof, jws: ['a'] } },
        [],
        null,
      ]) as RequestView,
  },
]
