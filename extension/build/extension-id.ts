import { createHash } from 'node:crypto'

/**
 * The public key in every build's manifest. It fixes the extension's id, and with the id the redirect URI of its
 * sign-in; without it the id would depend on the folder that the extension is loaded from.
 */
export const manifestKey =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzsCIH8pb75Eh8QWi/z0fil5aWz1fh1ZaSL2lqIFzYUTS9nCtOjAWTj2RFNJZDym/dMx1jKOqUAyTfvc49DffomPeQoPcc9dhTym3I3OfVkbeQK3CTBn2qNuRSpBjrkN75zLjlQkW7eVpi6vAvL1bpQlaFOhX5LXhZeJDPEL5pqNDTXE9u5QlpG2GSR8loYx2KA7RpIDPOmvzlInGhwigwUd381w9hSmm0KIsHx5wGr2RYbUgEy/g0f3vOJ4L/kti91roWXWhIiBz3JSgi/Etrie5iDmE9vMG4iH2vhHK187OtlNeoYDtkvpenIwJn7lgpsTaotVvlnn6F4xQPPMk5QIDAQAB'

export const extensionId = idOfKey(manifestKey)

/** The add-on's id in Firefox, where every build names it. */
export const geckoId = 'extension@countersign'

/** Where the identity provider sends the requester's sign-in back to (chrome.identity). */
export const extensionRedirect = redirectOf(extensionId)

/** The same in Firefox, which makes the host of the id: its SHA-1 in hex. */
export const firefoxRedirect = `https://${createHash('sha1').update(geckoId).digest('hex')}.extensions.allizom.org/`

/** The same for an extension with another id, in Chromium. */
export function redirectOf(id: string): string {
  return `https://${id}.chromiumapp.org/`
}

/** The id that Chromium derives from a key: the first 16 bytes of its SHA-256, each half byte as a letter a to p. */
export function idOfKey(key: string): string {
  const digits = createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 32)
  return [...digits].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('')
}
