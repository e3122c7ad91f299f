import { digestOf, jcs, parseStrictJson } from '../../src/protocol/index.ts'
import { acceptedJson, refusedJson } from './strict-json.ts'

/** A JSON text, and what it says of the canonical form. */
const canonical: readonly { readonly why: string; readonly json: string }[] = [
  { why: 'an empty object', json: '{}' },
  { why: 'an empty list', json: '[]' },
  { why: 'a text alone', json: '"a"' },
  { why: 'null alone', json: 'null' },
  { why: 'white space between tokens goes', json: ' {\n\t"a" : [ 1 , true , false , null ] }\r\n' },
  {
    why: 'members are sorted by UTF-16 code units (RFC 8785, 3.2.3): a surrogate comes before U+FB33',
    json: '{"\u20ac":1,"a":2,"\\r":3,"\\ud83d\\ude00":4,"\ufb33":5,"1":6,"\u0080":7,"\u00f6":8}',
  },
  { why: 'names are compared as texts, also those that look like numbers', json: '{"10":1,"9":2,"1":3,"":4,"01":5}' },
  { why: 'a name before one that it begins', json: '{"aa":1,"a":2,"A":3,"a ":4,"a\\u0000":5}' },
  {
    why: 'objects are sorted at every depth, lists stay in order',
    json: '[{"b":[{"d":1,"c":2}],"a":{"z":1,"y":2}},0]',
  },
  {
    why: 'names that programming languages know are names like any other',
    json: '{"constructor":1,"__proto__":{"b":1,"a":2}}',
  },
  { why: 'texts are not normalised: U+00E9 and e with U+0301 are two names', json: '{"e\u0301":1,"\u00e9":2}' },
  {
    why: 'numbers as ECMAScript writes them',
    json: '[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]',
  },
  { why: 'zero has no sign, and a whole number no fraction', json: '[-0, -0.0, 0e5, 1.0, 100e-2, 1e2, -1.50]' },
  { why: 'where exponents begin', json: '[1e20, 1e21, 123456789012345680000, 1e-6, 1e-7, 0.0000123]' },
  {
    why: 'whole numbers beyond 2^53 become the nearest double',
    json: '[9007199254740991, 9007199254740992, 9007199254740993, 12345678901234567890, 295147905179352825856]',
  },
  {
    why: 'the ends of the doubles; what is smaller than all is zero',
    json: '[5e-324, -5e-324, 1.7976931348623157e308, -1.7976931348623157e308, 2.2250738585072014e-308, 1e-400]',
  },
  {
    why: 'the shortest text that reads back as the same double (RFC 8785, appendix B)',
    json: '[1e23, 9.999999999999997e22, 1.0000000000000001e23, 999999999999999700000, 9.999999999999999e-7, 333333333.3333332, 333333333.33333325, 1424953923781206.2]',
  },
  {
    why: 'only the escapes that JSON needs, in their shortest form',
    json: '["\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/"]',
  },
  {
    why: 'every control character; U+007F and the line separators stand as they are',
    json: '"\\u0000\\u0001\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u001f\\u007f\\u0080\\u2028\\u2029\\ufeff"',
  },
  {
    why: 'a pair of surrogate escapes is one character, written as itself',
    json: '"\\uD83D\\uDE00 \\ud800\\udc00 \\udbff\\udfff"',
  },
  { why: 'an escaped name is the name that it spells', json: '{"\\u0062":1,"\\u0061":2}' },
]

/** jcs.json: what has a canonical form, with the form; and what is no strict JSON. */
export async function jcsVectors() {
  return {
    about:
      'digest = hash(jcs), jcs = RFC 8785 of the strict JSON text `json`. Those in `accepted` and `refused` are bytes: `bytes` in base64url or, where there are many, `built` = before, then `repeated` `times` times, then after, in UTF-8. What is refused has no canonical form and no digest.',
    cases: await Promise.all(canonical.map(async (given) => ({ ...given, ...(await canonicalOf(given.json)) }))),
    accepted: acceptedJson,
    refused: refusedJson.map((given) => ({ ...given, expected: 'json_malformed' })),
  }
}

async function canonicalOf(json: string) {
  const value = parseStrictJson(new TextEncoder().encode(json))
  return { jcs: jcs(value), digest: await digestOf(value) }
}
