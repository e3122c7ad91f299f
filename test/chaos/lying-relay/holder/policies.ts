import type { Policy } from '@countersign/shared/policy'
import type { Evidence } from '@countersign/shared/protocol'
import type { HolderLie, PolicyMeans } from './lie.ts'

/** What the relay offers as the policy in force, before the request is made. */
export const policies: readonly HolderLie[] = [
  offered(
    'an emptied policy',
    'Next to no rules, the next version, under a key of its own.',
    async ({ policy, signOwn }) => signOwn({ ...emptied(policy), version: policy.version + 1 }),
  ),
  offered(
    'an emptied policy under the true name',
    'The same, with the id of the true key in its header.',
    async ({ policy, signOwn, keyId }) => signOwn({ ...emptied(policy), version: policy.version + 1 }, keyId),
  ),
  offered(
    'an emptied policy under the old signature',
    'Next to no rules in the payload, beside the true signature.',
    async ({ jws, policy }) => repaid(jws, emptied(policy)),
  ),
  offered('an older policy', 'A true one of an earlier version, without the rules.', async ({ older }) => older),
  offered(
    'another policy of the same version',
    'A true signature over the version in force, without the rules.',
    async ({ twin }) => twin,
  ),
  offered('a foreign policy', 'The true policy of another organisation, under its key.', async ({ policy, signOwn }) =>
    signOwn({ ...emptied(policy), organisation: 'Elsewhere', version: policy.version + 100 }),
  ),
  replaced(
    'a replacement that nobody approved',
    'The next policy, asked for by the requester, with no decision.',
    () => [],
  ),
  replaced('a replacement approved by the one who asked', 'The same with the requester’s own evidence.', ({ self }) => [
    self,
  ]),
  replaced(
    'a replacement with evidence of something else',
    'The same with an approver’s evidence for a deletion.',
    ({ other }) => [other],
  ),
  offered('no policy at all', 'Something that is not of the protocol.', async () => ''),
]

/** Nothing of what is deleted here is protected any more. A policy needs a rule: one of another console is left. */
export function emptied(policy: Policy): Policy {
  return { ...policy, rules: policy.rules.slice(-1) }
}

function offered(name: string, says: string, jws: (means: PolicyMeans) => Promise<string>): HolderLie {
  return {
    name,
    says,
    harmless: true,
    offer: async (means) => ({ ...means.offer, jws: await jws(means) }),
    begin: () => ({}),
  }
}

function replaced(
  name: string,
  says: string,
  decide: (means: PolicyMeans['replacement']) => readonly Evidence[],
): HolderLie {
  const offer = async ({ offer: honest, replacement }: PolicyMeans) => {
    const { request, proof, body } = replacement
    const decisions = decide(replacement).map((decision) => ({ at: Date.now(), decision }))
    return { ...honest, replacements: [{ request, proof, body, decisions }] }
  }
  return { name, says, harmless: true, offer, begin: () => ({}) }
}

function repaid(jws: string, policy: Policy): string {
  const [header = '', , signature = ''] = jws.split('.')
  return `${header}.${Buffer.from(JSON.stringify(policy)).toString('base64url')}.${signature}`
}
