import { base64url, partsOf, textOf } from '../jws-parts.ts'
import type { Fault, Forgery } from './forgery.ts'

/** RFC 7515 §4: member names are unique; here on top of it one object, one reading, UTF-8 without a mark. */
export function withOtherJson(genuine: string): Forgery[] {
  const [header, payload, signature] = partsOf(genuine)
  const change = (why: string, changed: (text: string) => string | Buffer, fault: Fault = 'json'): Forgery[] => [
    { why: `its header ${why}`, jws: `${base64url(changed(textOf(header)))}.${payload}.${signature}`, fault },
    { why: `its payload ${why}`, jws: `${header}.${base64url(changed(textOf(payload)))}.${signature}`, fault },
  ]
  return [
    ...change('behind a byte order mark', (text) => `\ufeff${text}`),
    ...change('with a member twice', (text) => text.replace('{', `{${firstMember(text)},`)),
    ...change('with a member twice, once escaped', (text) => text.replace('{', `{${escaped(firstMember(text))},`)),
    ...change('in UTF-16', (text) => Buffer.from(text, 'utf16le')),
    ...change('with bytes that are no UTF-8', (text) =>
      Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.of(0xff, 0x7d)]),
    ),
    ...change('with a lone surrogate', (text) => text.replace('{', '{"a":"\\ud800",')),
    ...change('with a number that overflows', (text) => text.replace('{', '{"a":1e999,')),
    ...change('with a trailing comma', (text) => `${text.slice(0, -1)},}`),
    ...change('with a comment', (text) => `${text}//`),
    ...change('nested a thousand deep', (text) => text.replace('{', `{"a":${'['.repeat(1_000)}${']'.repeat(1_000)},`)),
    ...change('cut short', (text) => text.slice(0, -1)),
    ...change('in a list', (text) => `[${text}]`, 'structure'),
    ...change('in quotes', (text) => JSON.stringify(text), 'structure'),
    ...change('null', () => 'null', 'structure'),
  ]
}

function firstMember(json: string): string {
  const [[name, value] = ['a', 1]] = Object.entries(JSON.parse(json))
  return JSON.stringify({ [name]: value }).slice(1, -1)
}

/** The first letter of a member's name as an escape: another spelling of the same name. */
function escaped(member: string): string {
  return `"\\u00${member.charCodeAt(1).toString(16)}${member.slice(2)}`
}
