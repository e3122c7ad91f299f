import {
  type ActionRequest,
  encodeBase64url,
  type IdToken,
  makeChallenge,
  makeSalt,
  type RequestId,
  sha256,
  signAsk,
} from '@countersign/shared/protocol'
import { v7 as uuidv7 } from 'uuid'
import type { ReaderLie, ReaderMeans, Told } from './lie.ts'

/** Lies about what is asked, by whom and when: to the phone, and in a bundle. */
export const requests: readonly ReaderLie<Told>[] = [
  {
    name: 'the body swapped',
    says: 'Other bytes travel beside the request.',
    change: (told) => ({ ...told, body: encodeBase64url(otherBytes) }),
  },
  rewritten('body and digest swapped', 'Other bytes, and their digest in the action.', async ({ action }) => {
    const { length: size } = otherBytes
    const body = { kind: 'bytes', digest: await sha256(otherBytes), size, type: 'application/json' } as const
    return { action: { ...action, body } }
  }),
  rewritten('the summary differs', 'The summary says something milder.', ({ action }) => ({
    action: { ...action, summary: action.summary.replace('Delete', 'Rename') },
  })),
  rewritten('the params differ', 'Another name beside the same URL.', ({ action }) => ({
    action: { ...action, params: Object.fromEntries(Object.keys(action.params).map((name) => [name, 'test'])) },
  })),
  rewritten('another target', 'Another URL, with the summary and the params that belong to it.', ({ action }) => ({
    action: JSON.parse(
      JSON.stringify(action)
        .replaceAll(/(plain|two)-(\w)/g, '$1-x$2')
        .replaceAll('u-104', 'u-105'),
    ),
  })),
  rewritten('another method', 'The same URL, read instead of deleted.', ({ action }) => ({
    action: { ...action, method: 'GET' },
  })),
  rewritten('a header more', 'A header that the page never set.', ({ action }) => ({
    action: { ...action, headers: [...action.headers, { name: 'x-test-only', value: 'true' }] },
  })),
  rewritten('another requester', 'Somebody else’s name and number.', ({ requester }) => ({
    requester: { ...requester, person: 'E-1', name: 'Chief executive' },
  })),
  rewritten('`created` in the past', 'Both clocks an hour earlier.', ({ created, expires }) => ({
    created: created - 3_600_000,
    expires: expires - 3_600_000,
  })),
  rewritten('`expires` in the future', 'A day more to decide.', ({ expires }) => ({ expires: expires + 86_400_000 })),
  rewritten('`execute_within` longer', 'A day more to run.', () => ({ execute_within: 86_400 })),
  rewritten('the requester’s reason rewritten', 'A reason that nobody gave.', ({ context }) => ({
    context: { ...context, reason: 'The data protection officer demands it' },
  })),
  rewritten('another number', 'Two other digits.', ({ context }) => ({
    context: { ...context, number: context.number === '10' ? '11' : '10' },
  })),
  rewritten('another page', 'The console of somebody else.', ({ context }) => ({
    context: { ...context, page: { title: 'Staging', origin: 'https://staging.acme.example' } },
  })),
  rewritten('another challenge', 'A second request out of the first.', () => ({ challenge: makeChallenge() })),
  rewritten('another id', 'The same.', () => ({ id: uuidv7() as RequestId })),
  rewritten('under another policy', 'A policy that the relay would like.', async (_, { policy }) => {
    const payload = policy.twin.split('.')[1] ?? ''
    return { policy: await sha256(new Uint8Array(Buffer.from(payload, 'base64url'))) }
  }),
  {
    name: 'the proof of another request',
    says: 'What the requester signed for something else.',
    change: (told, { cases, random }) => {
      const others = cases.filter(({ view }) => view.request.id !== told.request.id)
      return { ...told, proof: random.pick(others).view.proof }
    },
  },
  {
    name: 'signed by the relay’s device',
    says: 'The requester’s sign-in, and a statement of a device that the relay has.',
    change: async (told, { ownDevice, digestOf }) => ({
      ...told,
      proof: { ...told.proof, jws: await signAsk(ownDevice, await digestOf(told.request)) },
    }),
  },
  {
    name: 'an approver’s evidence as a sign-in',
    says: 'The requester’s token is an approver’s evidence, which everybody gets to see.',
    change: (told, { cases, random }) => ({
      ...told,
      proof: { ...told.proof, id_token: evidenceToken(cases, random) },
    }),
  },
  {
    name: 'a sign-in made up',
    says: 'The requester’s token is signed with a key of the relay’s own.',
    change: async (told, { ownKey }) => {
      const [, payload = ''] = told.proof.id_token.split('.')
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
      return { ...told, proof: { ...told.proof, id_token: (await ownKey.sign({ alg: 'RS256' }, claims)) as IdToken } }
    },
  },
  {
    name: 'a request invented in somebody’s name',
    says: 'A whole request that nobody asked for, with a true sign-in of the one it names.',
    change: async (told, means) => invented(told, means),
  },
  {
    name: 'a request invented with an approver’s sign-in',
    says: 'The same in the name of an approver, whose phone has signed in at this relay.',
    change: async (told, means) => invented({ ...told, proof: { ...told.proof, ...means.signIn } }, means),
  },
]

const otherBytes = new TextEncoder().encode('{"transfer_to":"u-101"}')

type Rewriting = (
  request: ActionRequest,
  means: ReaderMeans,
) => Partial<ActionRequest> | Promise<Partial<ActionRequest>>

function rewritten(name: string, says: string, change: Rewriting): ReaderLie<Told> {
  return {
    name,
    says,
    change: async (told, means) => ({ ...told, request: { ...told.request, ...(await change(told.request, means)) } }),
  }
}

async function invented(told: Told, { ownDevice, digestOf }: ReaderMeans): Promise<Told> {
  const request = {
    ...told.request,
    id: uuidv7() as RequestId,
    challenge: makeChallenge(),
    created: Date.now(),
    expires: Date.now() + told.request.expires - told.request.created,
  }
  const jws = await signAsk(ownDevice, await digestOf(request))
  return { ...told, request, proof: { ...told.proof, salt: makeSalt(), jws }, decisions: [] }
}

function evidenceToken(cases: ReaderMeans['cases'], random: ReaderMeans['random']): IdToken {
  const tokens = cases.flatMap(({ view }) =>
    view.status.decisions.flatMap(({ decision }) => (decision.decision === 'approve' ? [decision.id_token] : [])),
  )
  return random.pick(tokens)
}
