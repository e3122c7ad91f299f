import type { ProofBundle } from '@countersign/shared/log'
import type { IdToken } from '@countersign/shared/protocol'
import { calculateJwkThumbprint } from 'jose'
import type { ReaderLie, ReaderMeans } from './lie.ts'

/** Lies that only an auditor is told, who reads a file long after, perhaps without any connection. */
export const bundles: readonly ReaderLie<ProofBundle>[] = [
  {
    name: 'an invented key of the provider',
    says: 'An approval under a key of the relay’s own, which stands among the provider’s keys.',
    change: (bundle, means) => withInvented(bundle, means, 'invented'),
  },
  {
    name: 'an invented key under the real name',
    says: 'The same under the id of a key that the provider does have.',
    change: (bundle, means) => withInvented(bundle, means, kidOf(bundle.proof.id_token)),
  },
  {
    name: 'an own policy under an own key',
    says: 'A policy that lets everybody decide, and the relay’s key as the one to trust.',
    change: async (bundle, { policy }) => {
      const rules = policy.policy.rules.map((rule) => ({
        ...rule,
        self_confirm: undefined,
        approvers: {
          exclude_groups: [],
          distinct_issuers: false,
          ...rule.approvers,
          parts: [{ name: 'Approvers', when: 'true', quorum: 1 }],
        },
      }))
      return { ...bundle, policy: await policy.signOwn({ ...policy.policy, rules }), policy_key: {} }
    },
  },
  {
    name: 'another true policy',
    says: 'An earlier version, or another of the same.',
    change: (bundle, { policy, random }) => ({ ...bundle, policy: random.pick([policy.older, policy.twin]) }),
  },
  {
    name: 'said to be released',
    says: 'Whatever became of it.',
    change: (bundle) => ({ ...bundle, relay: { ...bundle.relay, state: 'released', released: Date.now() } }),
  },
  {
    name: 'said to be approved',
    says: 'The same.',
    change: (bundle) => ({ ...bundle, relay: { ...bundle.relay, state: 'approved' } }),
  },
  {
    name: 'a file of another shape',
    says: 'Members that are not of the protocol, or that are missing.',
    shapeless: true,
    // Not bundles: that is the lie.
    change: (bundle, { random }) =>
      random.pick<unknown>([
        { ...bundle, approved: true },
        { ...bundle, format: 'countersign-bundle/0' },
        { ...bundle, decisions: {} },
        { ...bundle, keys: null },
        { ...bundle, policy: 'a.b.c' },
        { ...bundle, request: { ...bundle.request, expires: String(bundle.request.expires) } },
        [],
        null,
      ]) as ProofBundle,
  },
]

/** The relay signs in the place of the provider, and says that its key is the provider's. */
async function withInvented(bundle: ProofBundle, { ownKey, random }: ReaderMeans, kid: string): Promise<ProofBundle> {
  const resigned = async (token: string) => {
    const [, payload = ''] = token.split('.')
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), name: 'Chief executive' }
    return (await ownKey.sign({ alg: 'RS256', kid }, claims)) as IdToken
  }
  const decisions = await Promise.all(
    bundle.decisions.map(async ({ at, decision }) => ({
      at,
      decision: { ...decision, id_token: await resigned(decision.id_token) },
    })),
  )
  const jwk = { ...ownKey.jwk, kid, alg: 'RS256', use: 'sig', x5t: await calculateJwkThumbprint(ownKey.jwk) }
  const invented = { issuer: bundle.request.requester.iss, first_seen: 1, jwk }
  return { ...bundle, decisions, keys: random.chance(0.5) ? [invented] : [...bundle.keys, invented] }
}

function kidOf(token: string): string {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
}
