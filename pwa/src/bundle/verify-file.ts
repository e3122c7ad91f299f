import {
  type BundleReport,
  bundleLimit,
  type OwnKnowledge,
  type ProofBundle,
  readBundle,
  verifyBundle,
} from '@countersign/shared/log'
import {
  type ErrorCode,
  type IssuerKeys,
  IssuerUnreachable,
  type KeySource,
  ProtocolError,
  type VerifiedPolicy,
  verifyPolicy,
} from '@countersign/shared/protocol'
import type { JWK } from 'jose'

/** What this phone knows without the file. */
export type Verifier = {
  /** Keys that policies may be signed with: that of the policy in force, and the one that the app was made for. */
  readonly policyKeys: readonly JWK[]
  readonly keys: KeySource
}

/** What became of a file that somebody wants to have checked. */
export type FileFound =
  | { readonly kind: 'judged'; readonly report: BundleReport }
  /** It is no proof of a request, or too large for one. */
  | { readonly kind: 'refused'; readonly code: ErrorCode }
  /** It is gone, or the browser may not read it. */
  | { readonly kind: 'unreadable' }

/**
 * Verifies a proof that was saved as a file, with the same verifier as the command line. The file goes nowhere; one
 * that is too large is not even read.
 */
export async function verifyFile(file: Blob, verifier: Verifier): Promise<FileFound> {
  if (file.size > bundleLimit) return { kind: 'refused', code: 'bundle_too_large' }
  try {
    const bundle = readBundle(new Uint8Array(await file.arrayBuffer()))
    const own = 'erased' in bundle ? nothing : await knowledgeFor(bundle, verifier)
    return { kind: 'judged', report: await verifyBundle(bundle, own) }
  } catch (error) {
    if (error instanceof ProtocolError) return { kind: 'refused', code: error.code }
    // File API §8: what a browser says of a file that it cannot read.
    if (error instanceof DOMException) return { kind: 'unreadable' }
    throw error
  }
}

const nothing: OwnKnowledge = { policyKey: undefined, keys: {} }

/** The key that the file's policy is signed under, and the keys of the issuers which that policy names. */
async function knowledgeFor(bundle: ProofBundle, { policyKeys, keys }: Verifier): Promise<OwnKnowledge> {
  for (const policyKey of policyKeys) {
    const trusted = await policyUnder(bundle, policyKey)
    if (trusted !== undefined) return { policyKey, keys: await fetchedKeys(bundle, trusted, keys) }
  }
  // Nobody here trusts its policy: none of the issuers that it names is asked.
  return { policyKey: policyKeys[0], keys: {} }
}

async function policyUnder({ policy, request }: ProofBundle, key: JWK): Promise<VerifiedPolicy | undefined> {
  try {
    return await verifyPolicy(policy, key, 0, request.created)
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

/** What the issuers themselves say now. Those that cannot be asked are missing, and the verifier says so. */
async function fetchedKeys(
  { proof, decisions }: ProofBundle,
  { policy }: VerifiedPolicy,
  keys: KeySource,
): Promise<IssuerKeys> {
  const tokens = [proof.id_token, ...decisions.map(({ decision }) => decision.id_token)]
  const sets = await Promise.all(
    tokens.map(async (token) => {
      try {
        return await keys.keysFor(token, policy)
      } catch (error) {
        if (error instanceof IssuerUnreachable || error instanceof ProtocolError) return {}
        throw error
      }
    }),
  )
  return Object.assign({}, ...sets)
}
