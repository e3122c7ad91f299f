import { actionVectors } from './cases/action.ts'
import { base64urlVectors } from './cases/base64url.ts'
import { batchVectors } from './cases/batch.ts'
import { conditionVectors } from './cases/conditions.ts'
import { jcsVectors } from './cases/jcs.ts'
import { nonceVectors } from './cases/nonce.ts'
import { samePersonVectors } from './cases/same-person.ts'

/** The published vectors, by file name. */
export const vectors = {
  'action.json': actionVectors,
  'base64url.json': base64urlVectors,
  'batch.json': batchVectors,
  'conditions.json': conditionVectors,
  'jcs.json': jcsVectors,
  'nonce.json': nonceVectors,
  'same-person.json': samePersonVectors,
} as const
