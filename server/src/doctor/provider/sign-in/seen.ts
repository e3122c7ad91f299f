import { type Claims, claimAt, isElsewhere } from '@countersign/shared/protocol'

/** What a sign-in brought, to be judged. Times in milliseconds, by the provider's clock. */
export type Seen = {
  readonly claims: Claims
  /** The nonce that was asked for. */
  readonly nonce: string
  /** When the person was sent to the provider. */
  readonly started: number
  /** When the token came. */
  readonly ended: number
  /** The parameter `iss` of the answer (RFC 9207). */
  readonly iss: string | undefined
}

export type AuthTime = 'fresh' | 'old' | 'unknown'

/** 30 s are what verifiers allow for; 0 is unknown, never long ago. */
export function authTimeOf({ claims, started }: Seen): AuthTime {
  const at = claims['auth_time']
  if (typeof at !== 'number' || at <= 0) return 'unknown'
  return at >= started / 1000 - 30 ? 'fresh' : 'old'
}

export type Groups = 'there' | 'too many' | 'absent'

export function groupsOf({ claims }: Seen, name: string): Groups {
  if (isElsewhere(claims, name) || claims['hasgroups'] === true || claims['hasgroups'] === 'true') return 'too many'
  const groups = claimAt(claims, name)
  return Array.isArray(groups) || typeof groups === 'string' ? 'there' : 'absent'
}
