import { approveNonce, makeSalt } from '@countersign/shared/protocol'
import { approvedBy } from './approved-by.ts'
import type { Asked, HolderLie, Means } from './lie.ts'

/** Approvals that nobody gave, made by the relay itself. */
export const forged: readonly HolderLie[] = [
  approvedBy('approved, and nothing else', 'The state is “approved”; there is no decision.', () => []),
  approvedBy(
    'own key under the real key’s name',
    'A token in which everything is right but the signature.',
    (asked, means) => selfMade(asked, means, { alg: 'RS256', kid: realKid(means) }),
  ),
  approvedBy('own key under a new name', 'The same with a key id that the provider never published.', (asked, means) =>
    selfMade(asked, means, { alg: 'RS256', kid: 'a-new-key' }),
  ),
  approvedBy('own key without a name', 'The same without a key id.', (asked, means) =>
    selfMade(asked, means, { alg: 'RS256' }),
  ),
  approvedBy('own key, brought along', 'The same with the key in the token’s header (jwk).', (asked, means) =>
    selfMade(asked, means, { alg: 'RS256', kid: realKid(means), jwk: means.ownKey.jwk }),
  ),
  approvedBy(
    'alg none',
    'A token that says it is not signed, with something in the signature’s place.',
    (asked, means) => notSigned(asked, means, 'AAAA'),
  ),
  approvedBy(
    'alg none, unsigned',
    'The same with nothing in its place.',
    (asked, means) => notSigned(asked, means, ''),
    {
      rule: 'short',
    },
  ),
  approvedBy(
    'HS256 with the public key',
    'A token whose MAC key is the provider’s public key, as text.',
    async (asked, means) => {
      const key = new TextEncoder().encode(JSON.stringify(means.published.keys[0]))
      const hmac = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
      const { salt, claims } = await claimsFor(asked, means)
      const signed = `${part({ alg: 'HS256', kid: realKid(means) })}.${part(claims)}`
      const mac = await crypto.subtle.sign('HMAC', hmac, new TextEncoder().encode(signed))
      return [{ decision: 'approve', id_token: `${signed}.${Buffer.from(mac).toString('base64url')}`, salt }]
    },
  ),
  approvedBy(
    'not of the protocol',
    'Decisions that no schema admits.',
    (_, { random }) =>
      random.pick<readonly unknown[]>([
        [null],
        [{ decision: 'approve' }],
        [{ decision: 'approve', id_token: 7, salt: [] }],
        [{ decision: 'approve', id_token: 'a.b.c', salt: makeSalt(), approved: true }],
        ['approved'],
      ]),
    { rule: 'short', shapeless: true },
  ),
  {
    name: 'a status of another shape',
    says: '“approved”, with no list of decisions in it at all, or with something else in its place.',
    rule: 'short',
    shapeless: true,
    begin: (_, { random }) => ({
      tell: (truth) => {
        const decisions: unknown = random.pick([undefined, null, {}, 'all', 1])
        // Not a status: that is the lie.
        return [{ ...truth, state: 'approved', decisions } as unknown as typeof truth]
      },
    }),
  },
]

async function notSigned(asked: Asked, means: Means, signature: string): Promise<readonly [SelfMade]> {
  const { salt, claims } = await claimsFor(asked, means)
  const id_token = `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.${signature}`
  return [{ decision: 'approve', id_token, salt }]
}

type SelfMade = { readonly decision: 'approve'; readonly id_token: string; readonly salt: string }

async function selfMade(asked: Asked, means: Means, header: object): Promise<readonly [SelfMade]> {
  const { salt, claims } = await claimsFor(asked, means)
  return [{ decision: 'approve', id_token: await means.ownKey.sign(header, claims), salt }]
}

/** What the provider would have said of the approver. */
async function claimsFor({ request, digest }: Asked, { issuer }: Means) {
  const salt = makeSalt()
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: issuer,
    sub: 'first-approver',
    aud: 'countersign-approver',
    nonce: await approveNonce({ digest, reason: undefined, salt }),
    iat: now,
    exp: Math.floor(request.expires / 1000) + 3600,
    auth_time: now,
    acr: 'phrh',
    amr: ['pwd', 'hwk', 'user', 'mfa'],
    name: 'First approver',
    email: 'approver-1@acme.example',
    email_verified: true,
    employee_id: 'E-1002',
    groups: ['platform-leads'],
  }
  return { salt, claims }
}

function realKid({ published }: Means): string {
  return published.keys.find(({ alg }) => alg === 'RS256')?.kid ?? ''
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
