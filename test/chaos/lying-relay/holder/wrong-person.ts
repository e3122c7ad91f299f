import { APP_CLIENT, EXTENSION_CLIENT } from '../../../lab/idp/clients.ts'
import { approvedBy } from './approved-by.ts'
import type { HolderLie } from './lie.ts'

/** Tokens of the real provider, with the right nonce where they can have one, that are no approval all the same. */
export const wrongPerson: readonly HolderLie[] = [
  approvedBy('approved by the requester', 'The one who asks signs as approver.', async ({ digest }, { sign }) => [
    await sign({ username: 'requester', digest }),
  ]),
  approvedBy(
    'approved by somebody outside the group',
    'A member whom the rule does not let decide.',
    async ({ digest }, { sign }) => [await sign({ username: 'security', digest })],
  ),
  approvedBy(
    'approved by no member',
    'A real account of the provider that is not of the organisation.',
    async ({ digest }, { sign }) => [await sign({ username: 'outsider', digest })],
  ),
  approvedBy(
    'a token of another client',
    'The right person and nonce, from another client of the provider.',
    async ({ digest }, { sign, random }) => [
      await sign({ username: 'approver-1', digest, clientId: random.pick([APP_CLIENT, EXTENSION_CLIENT]) }),
    ],
  ),
  approvedBy('a sign-in as evidence', 'The approver’s sign-in to the phone app.', (_, { signIn }) => [
    { decision: 'approve', ...signIn },
  ]),
  approvedBy('a deny as an approval', 'The parts of a true deny, called “approve”.', async ({ digest }, { deny }) => {
    const given = await deny('approver-1', digest)
    return [{ decision: 'approve', id_token: given.id_token, salt: given.salt }]
  }),
  approvedBy(
    'a weak sign-in',
    'The right person, without the passkey that the rule asks for.',
    async ({ digest }, { sign }) => [await sign({ username: 'approver-1', digest, passkey: false })],
  ),
  approvedBy(
    'one person twice',
    'Two approvals of one person where two people are needed.',
    async ({ digest }, { sign }) => Promise.all([1, 2].map(() => sign({ username: 'approver-1', digest }))),
    { rule: 'two', approver: 'nothing' },
  ),
  approvedBy(
    'half a quorum',
    'One approval, and one by somebody who may not, where two people are needed.',
    async ({ digest }, { sign, random }) =>
      Promise.all(
        ['approver-2', random.pick(['requester', 'security', 'outsider'])].map((username) =>
          sign({ username, digest }),
        ),
      ),
    { rule: 'two', approver: 'nothing' },
  ),
]
