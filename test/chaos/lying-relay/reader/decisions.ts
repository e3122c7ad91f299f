import {
  approveNonce,
  type Decision,
  type Digest,
  type Evidence,
  type IdToken,
  makeSalt,
  signDeny,
} from '@countersign/shared/protocol'
import type { Case } from './cases.ts'
import type { ReaderLie, ReaderMeans, Told } from './lie.ts'

/** Lies about who decided what: to the phone, and in a bundle. */
export const decisions: readonly ReaderLie<Told>[] = [
  changed('the approver’s reason rewritten or invented', 'Another reason beside the same token.', (decision) =>
    decision.decision === 'approve' ? { ...decision, reason: 'As agreed with legal' } : decision,
  ),
  changed('the reason of a deny rewritten', 'Another reason in the statement, under the old signature.', (decision) =>
    decision.decision === 'deny' ? { ...decision, jws: repaid(decision.jws, { reason: 'Go ahead' }) } : decision,
  ),
  changed('the approver’s claims rewritten', 'Another name in the token, under the old signature.', (decision) => ({
    ...decision,
    id_token: repaid(decision.id_token, { name: 'Chief executive', employee_id: 'E-1' }) as IdToken,
  })),
  changed(
    'deny and approve exchanged',
    'What denied is said to have approved, and the reverse.',
    (decision, { ownDevice }, digest) => exchanged(decision, ownDevice, digest),
  ),
  added(
    'a decision of another request',
    'What somebody decided about something else.',
    ({ random, cases }, { view }) => {
      const others = cases.filter((other) => other.view.request.id !== view.request.id)
      return random.pick(others.flatMap((other) => other.view.status.decisions.map(({ decision }) => decision)))
    },
  ),
  added(
    'a decision by somebody who may not',
    'About this request, by a person, client or device that does not count.',
    ({ random }, { worthless }) => random.pick(worthless),
  ),
  added('an approval made up', 'A token of the relay’s own key.', async ({ ownKey, random }, about) => ({
    ...(await madeUp(about)),
    id_token: (await ownKey.sign(
      { alg: 'RS256', ...random.pick([{}, { kid: 'new' }, { kid: realKid(about) }]) },
      await claimsFor(about),
    )) as IdToken,
  })),
  added('a sign-in as an approval', 'An approver’s sign-in to the phone app.', ({ signIn }) => ({
    decision: 'approve',
    ...signIn,
  })),
  added(
    'a deny made up',
    'An approver’s sign-in, and a statement of a device that the relay has.',
    async ({ signIn, ownDevice }, { view }) => ({
      decision: 'deny',
      ...signIn,
      jws: await signDeny(ownDevice, view.status.digest, 'Not on my watch'),
    }),
  ),
  {
    name: 'decisions kept to itself',
    says: 'None of those that there are.',
    change: (told) => ({ ...told, decisions: [] }),
  },
]

type Changing = (decision: Decision, means: ReaderMeans, digest: Digest) => Promise<Decision> | Decision

function changed(name: string, says: string, change: Changing): ReaderLie<Told> {
  return {
    name,
    says,
    change: async (told, means, { view }) => ({
      ...told,
      decisions: await Promise.all(
        told.decisions.map(async ({ at, decision }) => ({
          at,
          decision: await change(decision, means, view.status.digest),
        })),
      ),
    }),
  }
}

type Making = (means: ReaderMeans, about: Case) => Promise<Decision> | Decision

function added(name: string, says: string, make: Making): ReaderLie<Told> {
  return {
    name,
    says,
    change: async (told, means, about) => ({
      ...told,
      decisions: [...told.decisions, { at: Date.now(), decision: await make(means, about) }],
    }),
  }
}

async function exchanged(decision: Decision, ownDevice: ReaderMeans['ownDevice'], digest: Digest): Promise<Decision> {
  const { id_token, salt } = decision
  if (decision.decision === 'deny') return { decision: 'approve', id_token, salt }
  return { decision: 'deny', id_token, salt, jws: await signDeny(ownDevice, digest, undefined) }
}

const salt = makeSalt()

async function madeUp(_: Case): Promise<Pick<Evidence, 'decision' | 'salt'>> {
  return { decision: 'approve', salt }
}

async function claimsFor({ view }: Case): Promise<object> {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: view.request.requester.iss,
    sub: 'somebody',
    aud: 'countersign-approver',
    nonce: await approveNonce({ digest: view.status.digest, reason: undefined, salt }),
    iat: now,
    exp: now + 3600,
    auth_time: now,
    acr: 'phrh',
    name: 'Second approver',
    email: 'approver-2@acme.example',
    email_verified: true,
    employee_id: 'E-1003',
    groups: ['platform-leads'],
  }
}

function realKid({ view }: Case): string {
  const [header = ''] = view.proof.id_token.split('.')
  return JSON.parse(Buffer.from(header, 'base64url').toString()).kid
}

function repaid(token: string, changes: object): string {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...changes }
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`
}
