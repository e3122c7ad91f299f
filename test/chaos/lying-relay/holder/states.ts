import type { RequestStatus } from '@countersign/shared/api'
import type { HolderLie } from './lie.ts'

/** States that are not true, and decisions that are kept to itself. */
export const states: readonly HolderLie[] = [
  {
    name: 'kept back until it is too late',
    says: 'The approval is told, and “pending” until then, after the request has expired.',
    rule: 'short',
    approver: 'approves',
    begin: ({ request }) => ({ tell: (truth) => late(truth, request.expires) }),
  },
  {
    name: 'another end beside it',
    says: 'The same, and the request that is read back says that there is an hour more.',
    rule: 'short',
    approver: 'approves',
    begin: ({ request }) => ({
      tell: (truth) => late(truth, request.expires),
      answer: async (call, honestly) => {
        const answer = await honestly()
        if (call !== 'readRequest' || answer.status !== 200) return answer
        const view = JSON.parse(answer.body)
        view.request.expires += 3_600_000
        return { ...answer, body: JSON.stringify(view) }
      },
    }),
  },
  {
    name: 'never told',
    says: 'Whatever is decided, the holder hears “pending”.',
    rule: 'short',
    begin: () => ({ tell: (truth) => [asPending(truth)] }),
  },
  said('denied', 'said to be denied', 'No decision beside it.'),
  said('expired', 'said to be expired', 'Long before its time.'),
  said('cancelled', 'said to be cancelled', 'By nobody.'),
  said('released', 'said to be released', 'Before anybody has claimed it.'),
  {
    name: 'denied by somebody who may not',
    says: '“denied”, with the signed deny of a person whom the rule does not let decide.',
    begin: ({ digest }, { deny, random }) => ({
      tell: async (truth) => {
        const decision = await deny(random.pick(['security', 'requester']), digest)
        return [{ ...truth, state: 'denied', decisions: [{ at: Date.now(), name: 'First approver', decision }] }]
      },
    }),
  },
  {
    name: 'a deny passed over',
    says: 'One approves and one denies; the relay tells both and says “approved”.',
    rule: 'plain',
    approver: 'nothing',
    begin: ({ digest }, { sign, deny }) => {
      const made = once(async () => [await sign({ username: 'approver-1', digest }), await deny('approver-2', digest)])
      return {
        tell: async (truth) => {
          const decisions = (await made()).map((decision) => ({ at: Date.now(), name: 'First approver', decision }))
          return [{ ...truth, state: 'approved', decisions }]
        },
      }
    },
  },
  {
    name: 'a deny hidden',
    says: 'An approver denies; the holder hears “pending” for ever.',
    rule: 'short',
    approver: 'denies',
    begin: () => ({ tell: (truth) => [asPending(truth)] }),
  },
]

function said(state: RequestStatus['state'], name: string, says: string): HolderLie {
  return { name, says, begin: () => ({ tell: (truth) => [{ ...truth, state, decisions: [] }] }) }
}

function asPending({ id, digest, stored, reached, progress }: RequestStatus): RequestStatus {
  return { id, digest, stored, reached, progress, state: 'pending', decisions: [] }
}

async function late(truth: RequestStatus, expires: number): Promise<readonly RequestStatus[]> {
  if (truth.decisions.length === 0) return [asPending(truth)]
  await until(expires + 50)
  return [{ ...truth, state: 'approved' }]
}

/** The relay waits for its own clock, which is the holder's here. */
export async function until(moment: number): Promise<void> {
  await new Promise((done) => setTimeout(done, Math.max(0, moment - Date.now())))
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make()
    return made
  }
}
