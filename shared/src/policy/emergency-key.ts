import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false } as const
const Coordinate = Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' })

/** The public half of an emergency key, in the one spelling that has its thumbprint (RFC 7638). */
export const EmergencyJwk = Type.Union([
  Type.Object(
    { kty: Type.Literal('EC'), crv: Type.Literal('P-256'), x: Coordinate, y: Coordinate },
    { ...closed, description: 'ES256.' },
  ),
  Type.Object(
    { kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519'), x: Coordinate },
    { ...closed, description: 'EdDSA.' },
  ),
])

export const KeyId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'What rules call it.' })

/** A key that is kept offline, for the day on which nobody can be asked. */
export const EmergencyKey = Type.Object(
  {
    id: KeyId,
    name: Type.String({ minLength: 1, maxLength: 60, description: 'Who keeps it, or where it lies.' }),
    key: EmergencyJwk,
  },
  closed,
)

export const mostEmergencyKeys = 50

export type EmergencyJwk = Static<typeof EmergencyJwk>
export type EmergencyKey = Static<typeof EmergencyKey>
