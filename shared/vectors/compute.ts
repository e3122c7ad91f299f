import { approveNonce, batchNonce, digestOf, jcs, makeAction, sessionNonce, sha256 } from '../src/protocol/index.ts'
import { actionCases, capturedAsJson, digestCases, nonceCases, policy } from './cases.ts'

/** The published vectors, by file name. */
export async function computeVectors(): Promise<Readonly<Record<string, unknown>>> {
  return {
    'action.json': {
      about: 'action = f(policy, salt, captured): see “Action” in the protocol. Bytes are base64url.',
      policy,
      cases: await Promise.all(
        actionCases.map(async ({ why, salt, captured }) => ({
          why,
          salt,
          captured: capturedAsJson(captured),
          action: await makeAction(policy, salt, captured),
        })),
      ),
    },
    'digest.json': {
      about: 'digest = base64url(SHA-256(JCS(value))), JCS = RFC 8785.',
      cases: await Promise.all(
        digestCases.map(async ({ why, value }) => ({ why, value, jcs: jcs(value), digest: await digestOf(value) })),
      ),
    },
    'nonce.json': {
      about:
        'approve and batch: over digest, reason, salt; batch with a count of 3. session: over jkt (here the digest) and salt.',
      cases: await Promise.all(
        nonceCases.map(async ({ why, content, reason, salt }) => {
          const digest = await sha256(content)
          const commitment = { digest, reason, salt }
          return {
            why,
            digest,
            ...(reason === undefined ? {} : { reason }),
            salt,
            approve: await approveNonce(commitment),
            batch: await batchNonce({ ...commitment, count: 3 }),
            session: await sessionNonce(digest, salt),
          }
        }),
      ),
    },
  }
}
