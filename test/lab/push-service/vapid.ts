import { importJWK, jwtVerify } from 'jose'

export type VapidVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly status: 401 | 403; readonly reason: string }

/**
 * Judges an `Authorization` header by RFC 8292: 401 without credentials, 403 with wrong ones (§4.2).
 * `origin` is that of the push endpoint, `sender` the subscription's applicationServerKey (base64url, 65 bytes).
 */
export async function judgeVapid(header: string | undefined, origin: string, sender: string): Promise<VapidVerdict> {
  const credentials = /^vapid\s+(.+)$/i.exec(header ?? '')?.[1]
  if (credentials === undefined) return { kind: 'refused', status: 401, reason: 'no vapid credentials' }
  const token = parameter(credentials, 't')
  const key = parameter(credentials, 'k')
  if (token === undefined || key === undefined) return refused('credentials need t and k')
  const point = Buffer.from(key, 'base64url')
  if (point.length !== 65 || point[0] !== 4) return refused('k is not an uncompressed P-256 point')
  if (!point.equals(Buffer.from(sender, 'base64url'))) return refused('k is not the key of this subscription')
  try {
    const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(point, 1), y: coordinate(point, 33) }
    const { payload } = await jwtVerify(token, await importJWK(jwk, 'ES256'), {
      algorithms: ['ES256'],
      audience: origin,
      requiredClaims: ['exp'],
    })
    // RFC 8292 §2: `exp` must not be more than 24 hours ahead; `sub` is a contact, mailto or https.
    if ((payload.exp ?? 0) > Date.now() / 1000 + 86_400) return refused('exp is more than 24 hours ahead')
    if (payload.sub !== undefined && !/^(mailto:|https:\/\/)/.test(payload.sub)) return refused('sub is no contact')
    return { kind: 'accepted' }
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error))
  }
}

function refused(reason: string): VapidVerdict {
  return { kind: 'refused', status: 403, reason }
}

function parameter(credentials: string, name: string): string | undefined {
  const parameters = credentials.split(',').map((part) => part.trim())
  return parameters.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1)
}

function coordinate(point: Buffer, start: number): string {
  return point.subarray(start, start + 32).toString('base64url')
}
