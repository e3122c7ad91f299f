import {
  type ActionRequest,
  digestOf,
  encodeBase64url,
  makeChallenge,
  type RequestId,
  sha256,
} from '@countersign/shared/protocol'
import { v7 as uuidv7 } from 'uuid'
import { approvedBy } from './approved-by.ts'
import type { Asked, HolderLie, Means } from './lie.ts'

/** Approvals that a person did give, for something else. */
export const replayed: readonly HolderLie[] = [
  shownAs('evidence of an older identical action', 'The same action, approved a minute ago.', ({ request }) => ({
    id: uuidv7() as RequestId,
    challenge: makeChallenge(),
    created: request.created - 60_000,
    expires: request.expires - 60_000,
  })),
  shownAs('evidence under another challenge', 'The same request in everything but the challenge.', () => ({
    challenge: makeChallenge(),
  })),
  approvedBy(
    'evidence for another request',
    'What an approver gave for other requests of this requester.',
    ({ request, digest }, means) =>
      means.seen.length > 0
        ? [means.random.pick(means.seen)]
        : sign({ request, digest }, means, { id: uuidv7() as RequestId }),
  ),
  approvedBy('all the evidence there is', 'Every approval that the relay has seen lately, together.', (_, { seen }) =>
    seen.slice(-20),
  ),
  shownAs('evidence for another person’s request', 'The same action, asked for by somebody else.', ({ request }) => ({
    requester: { iss: request.requester.iss, subject: 'lead', person: 'E-1005', name: 'Lead' },
  })),
  shownAs('the approver saw another requester', 'Approved in the belief that somebody else asks.', ({ request }) => ({
    requester: { ...request.requester, name: 'Chief executive' },
  })),
  shownAs(
    'the approver saw another content',
    'Approved with other bytes in the body.',
    async ({ request: { action } }) => {
      const bytes = new TextEncoder().encode('{"transfer_to":"u-101"}')
      const type = 'application/json'
      const body = { kind: 'bytes', digest: await sha256(bytes), size: bytes.length, type } as const
      return { action: { ...action, body } }
    },
  ),
  shownAs('the approver saw another summary', 'Approved as “Rename user …”.', ({ request: { action } }) => ({
    action: { ...action, summary: action.summary.replace('Delete', 'Rename') },
  })),
  shownAs('the approver saw another target', 'Approved for another user’s deletion.', ({ request: { action } }) => ({
    action: { ...action, url: `${action.url}-other`, summary: `${action.summary}-other` },
  })),
  shownAs('the approver saw an earlier time', '`created` lies in the past.', ({ request }) => ({
    created: request.created - 600_000,
  })),
  shownAs('the approver saw a later end', '`expires` lies further in the future.', ({ request }) => ({
    expires: request.expires + 3_600_000,
  })),
  shownAs(
    'the approver saw another reason',
    'Approved for a reason that the requester did not give.',
    ({ request }) => ({
      context: { ...request.context, reason: 'The data protection officer demands it' },
    }),
  ),
  shownAs('the approver saw another number', 'Approved under another two digits.', ({ request }) => ({
    context: { ...request.context, number: request.context.number === '10' ? '11' : '10' },
  })),
  shownAs('the approver saw another policy', 'Approved under a policy that the relay would like.', () => ({
    policy: encodeBase64url(crypto.getRandomValues(new Uint8Array(32))) as ActionRequest['policy'],
  })),
]

type Changing = (asked: Asked) => Partial<ActionRequest> | Promise<Partial<ActionRequest>>

/** The approver signs for what the relay showed, which is not what is held. */
function shownAs(name: string, says: string, change: Changing): HolderLie {
  return approvedBy(name, says, async (asked, means) => sign(asked, means, await change(asked)))
}

async function sign({ request }: Asked, means: Means, change: Partial<ActionRequest>) {
  return [await means.sign({ username: 'approver-1', digest: await digestOf({ ...request, ...change }) })]
}
