import { actionVectors } from './cases/action.ts'
import { base64urlVectors } from './cases/base64url.ts'
import { batchVectors } from './cases/batch.ts'
import { conditionVectors } from './cases/conditions.ts'
import { countingVectors } from './cases/counting.ts'
import { delegateVectors } from './cases/delegates.ts'
import { jcsVectors } from './cases/jcs.ts'
import { matchingVectors } from './cases/matching.ts'
import { nonceVectors } from './cases/nonce.ts'
import { samePersonVectors } from './cases/same-person.ts'
import { timeVectors } from './cases/times.ts'
import { togetherVectors } from './cases/together.ts'
import type { Kept } from './kept.ts'
import { verifyVectors } from './verify/verify.ts'

/** The published vectors, by file name; each is made of the signatures that its file has already. */
export const vectors: Readonly<Record<string, (kept: Kept) => Promise<object>>> = {
  'action.json': actionVectors,
  'base64url.json': base64urlVectors,
  'batch.json': batchVectors,
  'conditions.json': conditionVectors,
  'counting.json': countingVectors,
  'delegates.json': delegateVectors,
  'jcs.json': jcsVectors,
  'matching.json': matchingVectors,
  'nonce.json': nonceVectors,
  'same-person.json': samePersonVectors,
  'times.json': timeVectors,
  'together.json': togetherVectors,
  'verify.json': verifyVectors,
}
