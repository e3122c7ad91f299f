import { type IdToken, makeSalt } from '@countersign/shared/protocol'
import { inPlaceOfApproval } from './approved-by.ts'
import type { HolderLie } from './lie.ts'

/** True approvals that were changed on their way. */
export const rewritten: readonly HolderLie[] = [
  inPlaceOfApproval(
    'the approver’s reason rewritten',
    'Another reason beside the same token, or none.',
    (evidence, { random }) => {
      const { reason: _, ...without } = evidence
      return evidence.reason !== undefined && random.chance(0.5)
        ? without
        : { ...evidence, reason: 'As agreed with legal' }
    },
  ),
  inPlaceOfApproval('another salt', 'The same token with another salt.', (evidence) => ({
    ...evidence,
    salt: makeSalt(),
  })),
  inPlaceOfApproval(
    'claims rewritten',
    'Another name and number in the token, under its old signature.',
    (evidence) => ({
      ...evidence,
      id_token: repaid(evidence.id_token, { name: 'Chief executive', employee_id: 'E-1' }),
    }),
  ),
  inPlaceOfApproval('the signature cut', 'The token without the end of its signature.', (evidence) => ({
    ...evidence,
    id_token: evidence.id_token.slice(0, -8) as IdToken,
  })),
  inPlaceOfApproval(
    'said to be one of a batch',
    'The same evidence, with a place in a batch that never was.',
    (evidence) => ({
      ...evidence,
      batch: { index: 0, count: 1, path: [] },
    }),
  ),
  {
    name: 'another name beside the approval',
    says: 'The evidence is true; the name that the relay tells with it is not.',
    approver: 'approves',
    harmless: true,
    begin: () => ({
      tell: (truth) => [
        { ...truth, decisions: truth.decisions.map((given) => ({ ...given, name: 'Chief executive' })) },
      ],
    }),
  },
]

function repaid(token: string, changes: object): IdToken {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...changes }
  // The shape of a token is all that is left of it.
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}` as IdToken
}
