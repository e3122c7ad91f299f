import { Type } from 'typebox'
import { Digest, PolicyOffer } from '../protocol/index.ts'
import { nothing, route } from './route.ts'

const closed = { additionalProperties: false } as const

/** A policy key, for people who compare fingerprints; a client that has an anchor does not look at it. */
const PublicKey = Type.Object({ kty: Type.String(), crv: Type.String(), x: Type.String(), y: Type.String() }, closed)

/** The policy in force, and what a device makes of it. */
export const policyRoutes = {
  policy: route('GET', '/v1/policy', {
    summary: 'The signed policy in force',
    session: false,
    answer: Type.Object({ ...PolicyOffer.properties, policy_key: PublicKey, push_key: Type.String() }, closed),
  }),
  reportPolicyRefusal: route('POST', '/v1/policy/refusals', {
    summary: 'This device refuses the policy that the relay offers',
    session: true,
    body: Type.Object(
      {
        code: Type.String({ pattern: '^[a-z0-9_]{3,60}$' }),
        digest: Digest,
        version: Type.Optional(Type.Integer({ minimum: 1 })),
      },
      closed,
    ),
    answer: nothing,
  }),
  policyByDigest: route('GET', '/v1/policies/:digest', {
    summary: 'A policy that is or was in force',
    session: false,
    params: Type.Object({ digest: Digest }, closed),
    answer: PolicyOffer,
  }),
} as const
