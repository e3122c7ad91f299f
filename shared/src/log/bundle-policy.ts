import type { JSONWebKeySet } from 'jose'
import { type Replacement, type VerifiedPolicy, verifyPolicy, verifyReplacement } from '../protocol/index.ts'
import type { ProofBundle } from './bundle.ts'
import type { Found } from './bundle-check.ts'
import { keysFor } from './bundle-keys.ts'
import type { OwnKnowledge, Voucher } from './bundle-report.ts'

/**
 * The policy that it was asked under: the signed one, or what evidence has put in its place since. Each had to be valid
 * when the next thing was asked under it: one that had run out protected nothing, and held everything.
 */
export async function policyOf(bundle: ProofBundle, own: OwnKnowledge): Promise<Found<VerifiedPolicy>> {
  const { policy, policy_key, replacements, request } = bundle
  const asked = [...replacements.map((replacement) => replacement.request.created), request.created]
  const [first = request.created, ...later] = asked
  let found = await verifyPolicy(policy, own.policyKey ?? policy_key, 0, first)
  let voucher: Voucher = own.policyKey === undefined ? 'relay' : 'own'
  for (const [index, replacement] of replacements.entries()) {
    const known = keysOfReplacement(replacement, bundle, own)
    found = await verifyReplacement(replacement, found, known.keys, later[index] ?? request.created)
    if (known.voucher === 'relay') voucher = 'relay'
  }
  return { found, voucher }
}

function keysOfReplacement({ proof, decisions }: Replacement, bundle: ProofBundle, own: OwnKnowledge) {
  const tokens = [proof.id_token, ...decisions.map(({ decision }) => decision.id_token)]
  const known = tokens.map((token) => keysFor(token, bundle, own))
  const keys: Record<string, JSONWebKeySet> = {}
  for (const [issuer, set] of known.flatMap((each) => Object.entries(each.keys))) {
    const before = keys[issuer]?.keys ?? []
    keys[issuer] = { keys: [...before, ...set.keys.filter(({ kid }) => !before.some((key) => key.kid === kid))] }
  }
  return { keys, voucher: known.some((each) => each.voucher === 'relay') ? 'relay' : 'own' } as const
}
