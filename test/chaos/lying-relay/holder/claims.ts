import type { Answer, HolderCall, HolderLie } from './lie.ts'
import { until } from './states.ts'

const needsApproval = { approver: 'approves' } as const
const nothing: Answer = { status: 204, headers: {}, body: '' }
const gone: Answer = { ...nothing, cut: 'before' }
const refused = problem(409, 'request_not_approved')
const failed = problem(500, 'internal')

/** Lies about the claim, the last word before the request goes out, and about what comes after it. */
export const claims: readonly HolderLie[] = [
  onCall('claimRequest', 'every claim granted', 'The relay grants every claim without looking.', async () => nothing, {
    harmless: true,
  }),
  onCall(
    'claimRequest',
    'the claim refused',
    'Approved, and the claim is refused.',
    async () => refused,
    needsApproval,
  ),
  onCall(
    'claimRequest',
    'the claim lost',
    'The claim is granted, and the answer never arrives.',
    async (honestly) => ({
      ...(await honestly()),
      cut: 'before',
    }),
    needsApproval,
  ),
  onCall(
    'claimRequest',
    'the claim fails',
    'The claim is answered with a server’s error.',
    async () => failed,
    needsApproval,
  ),
  onCall(
    'claimRequest',
    'the claim granted too late',
    'The claim is granted after the request has expired.',
    async (honestly, expires) => {
      const answer = await honestly()
      await until(expires + 50)
      return answer
    },
    { ...needsApproval, rule: 'short' },
  ),
  onCall(
    'claimRequest',
    'the claim answered with a word',
    'The claim is answered 200 with “approved”.',
    async () => ({
      ...nothing,
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '"approved"',
    }),
    needsApproval,
  ),
  onCall('reportOutcome', 'the outcome lost', 'What the console answered never reaches the relay.', async () => gone, {
    approver: 'approves',
    harmless: true,
  }),
  onCall('refuseRequest', 'the refusal lost', 'That a check failed never reaches the relay.', async () => gone, {
    harmless: true,
  }),
  onCall('cancelRequest', 'the cancelling lost', 'That the holder gave up never reaches the relay.', async () => gone, {
    harmless: true,
  }),
]

function problem(status: number, code: string): Answer {
  const body = JSON.stringify({ type: 'about:blank', title: 'No.', status, code })
  return { status, headers: { 'content-type': 'application/problem+json' }, body }
}

function onCall(
  wanted: HolderCall,
  name: string,
  says: string,
  lie: (honestly: () => Promise<Answer>, expires: number) => Promise<Answer>,
  needs: Pick<HolderLie, 'rule' | 'approver' | 'harmless'>,
): HolderLie {
  return {
    name,
    says,
    ...needs,
    begin: ({ request }) => ({
      answer: (call, honestly) => (call === wanted ? lie(honestly, request.expires) : honestly()),
    }),
  }
}
