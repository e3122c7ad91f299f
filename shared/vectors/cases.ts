import { type Captured, encodeBase64url, type Salt } from '../src/protocol/index.ts'
import { captured, examplePolicy, otherSalt, salt } from './example.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

const changePin: Captured = {
  method: 'PUT',
  url: 'https://github.example/acme/pin',
  headers: [],
  body: { kind: 'none' },
}

function bytesBody(text: string, type: string): Captured['body'] {
  return { kind: 'bytes', bytes: utf8(text), type }
}

/** What goes into the published vectors; what comes out is computed by make.ts and checked by vectors.test.ts. */
export const actionCases: readonly { why: string; salt: Salt; captured: Captured }[] = [
  { why: 'method in upper case, headers in lower case and sorted, secret ones hidden, body by digest', salt, captured },
  { why: 'another salt hides the same headers behind other hashes', salt: otherSalt, captured },
  { why: 'without a body the member is left out', salt, captured: { ...captured, body: { kind: 'none' } } },
  {
    why: 'an empty body is a body',
    salt,
    captured: { ...captured, body: { kind: 'bytes', bytes: utf8(''), type: '' } },
  },
  { why: 'the fragment is no part of what is sent', salt, captured: { ...captured, url: `${captured.url}#top` } },
  {
    why: 'captured values are shown decoded, the URL stays as it is sent',
    salt,
    captured: { ...captured, url: captured.url.replace('payments', 'pay%20ments') },
  },
  {
    why: 'a multipart form is its entries in order: text first, then a file',
    salt,
    captured: {
      ...captured,
      body: {
        kind: 'form-data',
        entries: [
          { name: 'reason', value: 'moved' },
          { name: 'file', filename: 'a.txt', type: 'text/plain', value: utf8('content') },
        ],
      },
    },
  },
  {
    why: 'a hidden value of JSON is cut out of what may be read; the rest stays byte for byte',
    salt,
    captured: { ...changePin, body: bytesBody('{ "pin":1234, "id": 12345678901234567890 }', 'application/json') },
  },
  {
    why: 'hidden values of a form, the second of one name counted from 0',
    salt,
    captured: { ...changePin, body: bytesBody('pin=12%2034&to=x&pin=9', 'application/x-www-form-urlencoded') },
  },
  {
    why: 'a body that could be read in two ways is hidden as a whole',
    salt,
    captured: { ...changePin, body: bytesBody('{"pin":1,"pin":2}', 'application/json') },
  },
  {
    why: 'a hidden entry of a multipart form',
    salt,
    captured: {
      ...changePin,
      body: {
        kind: 'form-data',
        entries: [
          { name: 'pin', value: '1234' },
          { name: 'to', value: 'x' },
        ],
      },
    },
  },
]

export const digestCases: readonly { why: string; value: unknown }[] = [
  { why: 'an empty object', value: {} },
  { why: 'members are sorted by UTF-16 code units (RFC 8785, 3.2.3)', value: { '€': 1, a: 2, '\r': 3, '😀': 4, דּ: 5 } },
  { why: 'numbers as ECMAScript writes them', value: [333333333.3333333, 1e30, 4.5, 0.002, 1e-27, -0] },
  { why: 'only the escapes that JSON needs', value: { text: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/' } },
]

export const nonceCases: readonly { why: string; content: string; reason?: string; salt: Salt }[] = [
  { why: 'without a reason', content: 'one', salt },
  { why: 'an approver’s reason', content: 'one', reason: 'because', salt },
  { why: 'a reason beyond ASCII', content: 'one', reason: 'weil’s dauert – 😀', salt },
  { why: 'another request', content: 'two', salt },
  { why: 'another salt', content: 'one', salt: otherSalt },
]

/** A capture as JSON has it: bytes in base64url. */
export function capturedAsJson({ body, ...rest }: Captured) {
  if (body.kind === 'none') return { ...rest, body }
  if (body.kind === 'bytes') return { ...rest, body: { ...body, bytes: encodeBase64url(body.bytes) } }
  const entries = body.entries.map((entry) => {
    if (!('filename' in entry)) return entry
    const { value, ...file } = entry
    return { ...file, bytes: encodeBase64url(value) }
  })
  return { ...rest, body: { ...body, entries } }
}

export const policy = examplePolicy()
