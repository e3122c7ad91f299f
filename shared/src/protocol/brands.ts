import { type Static, Type } from 'typebox'

declare const brand: unique symbol

/** A string that has been checked to be what its name says. It can only be made by the function that checks it. */
export type Branded<Name extends string> = string & { readonly [brand]: Name }

/** base64url (RFC 4648 §5, no padding) of a SHA-256 digest: 43 characters. */
export type Digest = Branded<'Digest'>

/** UUID version 7 (RFC 9562), lower case: names one request everywhere. */
export type RequestId = Branded<'RequestId'>

/** An ID token (OpenID Connect Core §2) as it was received; never logged. */
export type IdToken = Branded<'IdToken'>

/** base64url of 16 random bytes. */
export type Salt = Branded<'Salt'>

export const Digest = Type.Unsafe<Digest>(Type.String({ pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$' }))
export const RequestId = Type.Unsafe<RequestId>(
  Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' }),
)
export const IdToken = Type.Unsafe<IdToken>(
  Type.String({ pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$', maxLength: 32_768 }),
)
export const Salt = Type.Unsafe<Salt>(Type.String({ pattern: '^[A-Za-z0-9_-]{21}[AQgw]$' }))

/** Milliseconds since the epoch. */
export const Instant = Type.Integer({ minimum: 0, maximum: 253_402_300_799_999 })
export type Instant = Static<typeof Instant>

/** Seconds. */
export const Seconds = Type.Integer({ minimum: 1, maximum: 31_536_000 })

/** A compact JWS (RFC 7515 §3.1). */
export const CompactJws = Type.String({
  pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
  maxLength: 16_384,
})
