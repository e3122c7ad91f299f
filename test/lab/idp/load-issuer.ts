import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

/** Signs as many ID tokens as a load test needs, without a person or a page. Speaks discovery and JWKS. */
export type LoadIssuer = {
  readonly issuer: string
  readonly sign: (client: string, who: Who, nonce: string) => Promise<string>
  /** Signs whatever else it is given, in its name unless that says otherwise. */
  readonly say: (claims: JWTPayload, header: Readonly<Record<string, unknown>>) => Promise<string>
  readonly close: () => void
}

export type Who = { readonly id: string; readonly groups: readonly string[] }

export async function startLoadIssuer(): Promise<LoadIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'load', use: 'sig', alg: 'RS256' }
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    const isDiscovery = request.url?.includes('openid-configuration')
    response.end(JSON.stringify(isDiscovery ? { issuer, jwks_uri: `${issuer}/jwks` } : { keys: [jwk] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on TCP has an address with a port.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    sign: (client, { id, groups }, nonce) =>
      new SignJWT({
        nonce,
        groups: [...groups],
        employee_id: id,
        name: id,
        email: `${id}@acme.example`,
        email_verified: true,
        auth_time: Math.floor(Date.now() / 1000),
        acr: 'phrh',
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'load' })
        .setIssuer(issuer)
        .setAudience(client)
        .setSubject(`${client}:${id}`)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
    say: (claims, header) =>
      new SignJWT({ iss: issuer, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'load', ...header })
        .sign(privateKey),
    close: () => server.close(),
  }
}
