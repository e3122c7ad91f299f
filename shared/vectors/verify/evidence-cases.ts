import {
  approveNonce,
  batchNonce,
  batchPath,
  batchRoot,
  type Digest,
  sessionNonce,
  sha256,
} from '../../src/protocol/index.ts'
import { created, otherSalt, salt } from '../example.ts'
import { signedAt } from '../scene.ts'
import type { VerifyCase } from './case.ts'
import { changed, type Stage } from './stage.ts'

type Expected = VerifyCase['expected']
type Case = Extract<VerifyCase, { check: 'evidence' }>

/** 7.3, 1 and 2: that it is an approval of this request. */
export async function evidenceCases(stage: Stage): Promise<readonly VerifyCase[]> {
  return [...(await shapes(stage)), ...(await nonces(stage)), ...(await batches(stage))]
}

export function evidenceCase(
  why: string,
  evidence: unknown,
  expected: Expected,
  besides: Partial<Case> = {},
): VerifyCase {
  const inputs = { policy: 'company', keys: 'published', request: 'delete', evidence, seen: signedAt }
  return { why, check: 'evidence', ...inputs, ...besides, expected }
}

async function shapes({ scenes }: Stage): Promise<readonly VerifyCase[]> {
  const evidence = await scenes.delete.evidence()
  const { id_token } = evidence
  const [header, payload] = id_token.split('.')
  const malformed = (why: string, given: unknown) => evidenceCase(why, given, 'evidence_malformed')
  return [
    evidenceCase('an approval', evidence, 'accepted'),
    malformed('null', null),
    malformed('a member that nobody knows', { ...evidence, at: created }),
    malformed('no salt', { decision: 'approve', id_token }),
    malformed('a salt of 15 bytes', { ...evidence, salt: salt.slice(2) }),
    malformed('another decision', { ...evidence, decision: 'deny' }),
    malformed('an empty reason', { ...evidence, reason: '' }),
    malformed('null in the place of a reason', { ...evidence, reason: null }),
    malformed('a reason of 1,001 characters', { ...evidence, reason: 'x'.repeat(1_001) }),
    malformed('a token without a signature', { ...evidence, id_token: `${header}.${payload}.` }),
    malformed('a token with padding', { ...evidence, id_token: `${id_token}==` }),
    malformed('a token in four parts', { ...evidence, id_token: `${id_token}.AA` }),
    malformed('null in the place of a batch', { ...evidence, batch: null }),
    malformed('a batch of none', { ...evidence, batch: { index: 0, count: 0, path: [] } }),
    malformed('a place before the first', { ...evidence, batch: { index: -1, count: 1, path: [] } }),
    malformed('a path of 11 steps', {
      ...evidence,
      batch: { index: 0, count: 1_000, path: Array(11).fill(scenes.delete.own.digest) },
    }),
    malformed('a path with a step of 31 bytes', { ...evidence, batch: { index: 0, count: 2, path: ['A'.repeat(42)] } }),
  ]
}

async function nonces({ scenes, cast }: Stage): Promise<readonly VerifyCase[]> {
  const { own, evidence } = scenes.delete
  const { digest } = own
  const reason = 'Agreed with the owner – 😀'
  const longest = '😀'.repeat(1_000)
  const approving = async (change: Partial<Parameters<typeof approveNonce>[0]>) =>
    evidence({ nonce: await approveNonce({ digest, reason: undefined, salt, ...change }) })
  const [plain, reasoned] = [await evidence(), await approving({ reason })]
  const mismatch = (why: string, given: unknown, besides?: Partial<Case>) =>
    evidenceCase(why, given, 'evidence_nonce_mismatch', besides)
  const denying = await sha256(['countersign/1', 'deny', digest, await sha256(''), salt].join('\n'))
  return [
    evidenceCase('an approval with a reason', { ...reasoned, reason }, 'accepted'),
    evidenceCase(
      'a reason of 1,000 characters beyond the basic plane',
      { ...(await approving({ reason: longest })), reason: longest },
      'accepted',
    ),
    mismatch('the reason left out afterwards', reasoned),
    mismatch('a reason added afterwards', { ...plain, reason }),
    mismatch('another reason', { ...reasoned, reason: `${reason}.` }),
    mismatch('another salt', { ...plain, salt: otherSalt }),
    mismatch('the approval of another request', await scenes.transfer.evidence()),
    mismatch('a request that is alike in all but its challenge', plain, {
      request: changed(scenes.delete, { challenge: digest }),
    }),
    mismatch('a request with another reason than was approved', plain, {
      request: changed(scenes.delete, { context: { ...own.request.context, reason: 'Another' } }),
    }),
    mismatch('the nonce of a denial', await evidence({ nonce: denying })),
    mismatch('the nonce of a session', await evidence({ nonce: await sessionNonce(cast.phone.jkt, salt) })),
    mismatch('D itself as the nonce', await evidence({ nonce: digest })),
    mismatch('no nonce', await evidence({ nonce: undefined })),
    mismatch(
      'the nonce in a list',
      await evidence({ nonce: [await approveNonce({ digest, reason: undefined, salt })] }),
    ),
  ]
}

async function batches({ scenes }: Stage): Promise<readonly VerifyCase[]> {
  const { own, evidence } = scenes.delete
  const digests = [scenes.transfer.own.digest, own.digest, scenes.archive.own.digest]
  const signed = async (batch: readonly Digest[], reason?: string) =>
    evidence({ nonce: await batchNonce({ digest: await batchRoot(batch), count: batch.length, reason, salt }) })
  const place = { index: 1, count: 3, path: await batchPath(digests, 1) }
  const [three, one] = [await signed(digests), await signed([own.digest])]
  const reason = 'All of them'
  const mismatch = (why: string, given: unknown) => evidenceCase(why, given, 'evidence_nonce_mismatch')
  const misplaced = (why: string, change: object) =>
    evidenceCase(why, { ...three, batch: { ...place, ...change } }, 'batch_path_mismatch')
  return [
    evidenceCase('the second of a batch of three', { ...three, batch: place }, 'accepted'),
    evidenceCase('the same with a reason', { ...(await signed(digests, reason)), reason, batch: place }, 'accepted'),
    evidenceCase('a batch of one', { ...one, batch: { index: 0, count: 1, path: [] } }, 'accepted'),
    mismatch('a batch’s approval without its place', three),
    mismatch('a plain approval with a place', { ...(await evidence()), batch: { index: 0, count: 1, path: [] } }),
    mismatch('another place', { ...three, batch: { ...place, index: 0 } }),
    mismatch('another count that the path would fit', { ...three, batch: { ...place, count: 4 } }),
    mismatch('its path backwards', { ...three, batch: { ...place, path: place.path.toReversed() } }),
    mismatch('a batch that this request is not in', {
      ...(await signed([scenes.transfer.own.digest, scenes.archive.own.digest])),
      batch: { index: 1, count: 2, path: [scenes.transfer.own.digest] },
    }),
    misplaced('a place behind the last', { index: 3 }),
    misplaced('a step too few', { path: place.path.slice(0, 1) }),
    misplaced('a step too many', { path: [...place.path, own.digest] }),
  ]
}
