import { base64url, partsOf, withUnusedBits } from '../jws-parts.ts'
import type { Forgery } from './forgery.ts'

/** RFC 7515 §2: base64url without padding, white space or line breaks; RFC 4648 §3.5: no bits left over. */
export function respelled(genuine: string): Forgery[] {
  const parts = partsOf(genuine)
  const names = ['header', 'payload', 'signature']
  const changes: readonly (readonly [string, (part: string) => string])[] = [
    ['with unused bits set', withUnusedBits],
    ['with padding', (part) => part.padEnd(Math.ceil(part.length / 4) * 4 + (part.length % 4 === 0 ? 4 : 0), '=')],
    ['with a space in it', (part) => `${part.slice(0, 4)} ${part.slice(4)}`],
    ['with a line break behind it', (part) => `${part}\n`],
    ['with a line break in it', (part) => `${part.slice(0, 4)}\r\n${part.slice(4)}`],
    ['with a tab before it', (part) => `\t${part}`],
    ['in the alphabet of plain base64', (part) => part.replaceAll('-', '+').replaceAll('_', '/')],
    ['with a percent sign in it', (part) => part.replace('e', '%65')],
    ['with a NUL behind it', (part) => `${part}\u0000`],
    ['with a letter that looks like one of its own', (part) => part.replace('e', 'е')],
    ['of a length that no bytes have', (part) => part + 'A'.repeat((5 - (part.length % 4)) % 4)],
  ]
  return names.flatMap((name, index) =>
    changes.flatMap(([why, change]): Forgery[] => {
      const changed = parts.map((part, at) => (at === index ? change(part) : part))
      const jws = changed.join('.')
      return jws === genuine ? [] : [{ why: `its ${name} ${why}`, jws, fault: 'base64url' }]
    }),
  )
}

/** RFC 7515 §7.2: the JSON serialisations; RFC 7516 §7.1: five parts; RFC 7797: a detached payload. */
export function reserialised(genuine: string): Forgery[] {
  const [header, payload, signature] = partsOf(genuine)
  const flattened = JSON.stringify({ protected: header, payload, signature })
  const texts: readonly (readonly [string, string])[] = [
    ['as flattened JSON', flattened],
    ['as general JSON', JSON.stringify({ payload, signatures: [{ protected: header, signature }] })],
    ['as the base64url of its flattened JSON', base64url(flattened)],
    ['nothing', ''],
    ['two dots', '..'],
    ['without its signature', `${header}.${payload}`],
    ['without its header', `.${payload}.${signature}`],
    ['with its payload detached', `${header}..${signature}`],
    ['with a fourth part', `${genuine}.${signature}`],
    ['with a fourth part that is empty', `${genuine}.`],
    ['with an empty part before it', `.${genuine}`],
    ['in five parts, as a JWE', `${header}.${payload}.${payload}.${payload}.${signature}`],
    ['one beside itself', `${genuine}.${genuine}`],
  ]
  return texts.map(([why, jws]) => ({ why, jws, fault: 'structure' }))
}
