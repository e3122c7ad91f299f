import { createHmac, createPublicKey } from 'node:crypto'
import type { JWK } from 'jose'
import { headerWith, partsOf, textOf } from '../jws-parts.ts'
import type { Forgery } from './forgery.ts'

/** RFC 8725 §2.1: “none”, in every capitalisation that a careless comparison lets through. */
export function unsigned(genuine: string): Forgery[] {
  const [, payload, signature] = partsOf(genuine)
  const names = [
    'none',
    'None',
    'NONE',
    'nOnE',
    'noNe',
    ' none',
    'none ',
    'none\u0000',
    '',
    null,
    0,
    false,
    ['none'],
    {},
  ]
  return names.flatMap((alg): Forgery[] => [
    {
      why: `alg ${JSON.stringify(alg)}, the signature kept`,
      jws: `${headerWith(genuine, { alg })}.${payload}.${signature}`,
      fault: 'algorithm',
    },
    {
      why: `alg ${JSON.stringify(alg)}, no signature`,
      jws: `${headerWith(genuine, { alg })}.${payload}.`,
      fault: 'structure',
    },
  ])
}

/** RFC 8725 §2.1: a public key taken for the secret of an HMAC, in every encoding in which servers keep one. */
export function keyedWithThePublicKey(genuine: string, publicJwk: JWK): Forgery[] {
  const [, payload] = partsOf(genuine)
  return [...secretsIn(publicJwk)].flatMap(([encoding, secret]) =>
    ['256', '384', '512'].map((size): Forgery => {
      const input = `${headerWith(genuine, { alg: `HS${size}` })}.${payload}`
      const mac = createHmac(`sha${size}`, secret).update(input).digest('base64url')
      return { why: `HS${size} keyed with the public key as ${encoding}`, jws: `${input}.${mac}`, fault: 'algorithm' }
    }),
  )
}

function secretsIn(publicJwk: JWK): ReadonlyMap<string, string | Buffer> {
  const key = createPublicKey({ key: { ...publicJwk }, format: 'jwk' })
  const pem = key.export({ format: 'pem', type: 'spki' }).toString()
  const { kty, n, e, crv, x, y } = publicJwk
  const bare = JSON.stringify(kty === 'RSA' ? { e, kty, n } : { crv, kty, x, ...(y === undefined ? {} : { y }) })
  const number = n ?? x ?? ''
  return new Map<string, string | Buffer>([
    ['nothing', ''],
    ['PEM', pem],
    ['PEM without its last line break', pem.trimEnd()],
    ['PEM with other line breaks', pem.replaceAll('\n', '\r\n')],
    ['the PEM’s base64 alone', pem.replaceAll(/-----[^-]+-----|\n/g, '')],
    ['DER', key.export({ format: 'der', type: 'spki' })],
    ['a JWK', JSON.stringify(publicJwk)],
    ['the JWK that its thumbprint is made of', bare],
    ['its number in base64url', number],
    ['the bytes of its number', Buffer.from(number, 'base64url')],
    ...(kty === 'RSA' ? ([['PKCS #1', key.export({ format: 'pem', type: 'pkcs1' })]] as const) : []),
  ])
}

/** RFC 8725 §3.1: an algorithm is for one kind of key, and the label is part of what is signed. */
export function relabelled(genuine: string): Forgery[] {
  const [header, payload, signature] = partsOf(genuine)
  const { alg } = JSON.parse(textOf(header))
  const others = [
    'RS384',
    'RS512',
    'PS384',
    'PS512',
    'ES512',
    'ES256K',
    'Ed448',
    'RSA1_5',
    'dir',
    'rs256',
    'es256',
    'eddsa',
  ]
  return others
    .filter((other) => other !== alg)
    .map((other) => ({
      why: `${alg} called ${other}`,
      jws: `${headerWith(genuine, { alg: other })}.${payload}.${signature}`,
      fault: 'algorithm',
    }))
}
