import 'reflect-metadata' // what @peculiar/x509's dependency injection reads; it has to come first
import { createHash, webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** A leaf certificate under a certificate authority that exists for one run. All strings are PEM, `spkiHash` aside. */
export type Certificate = {
  readonly ca: string
  readonly cert: string
  readonly key: string
  /** base64 SHA-256 of the leaf's SubjectPublicKeyInfo, as Chromium's `--ignore-certificate-errors-spki-list` takes it. */
  readonly spkiHash: string
}

/** Makes a certificate for these DNS names and 127.0.0.1. The authority's key is thrown away after signing it. */
export async function makeCertificate(dnsNames: readonly string[]): Promise<Certificate> {
  const authority = await makeKeys()
  const leaf = await makeKeys()
  const ca = await X509CertificateGenerator.createSelfSigned({
    name: AUTHORITY_NAME,
    ...validity(),
    keys: authority,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
  const cert = await X509CertificateGenerator.create({
    subject: `CN=${dnsNames[0] ?? '127.0.0.1'}`,
    issuer: AUTHORITY_NAME,
    ...validity(),
    publicKey: leaf.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', leaf.privateKey)).toString('base64')
  const spki = new Uint8Array(await webcrypto.subtle.exportKey('spki', leaf.publicKey))
  return {
    ca: ca.toString('pem'),
    cert: cert.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    spkiHash: createHash('sha256').update(spki).digest('base64'),
  }
}

const AUTHORITY_NAME = 'CN=Countersign lab push service'
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY = 86_400_000

function makeKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 90 * DAY) }
}
