import { compilePolicy, type Policy } from '../../src/policy/index.ts'
import type { Captured, CapturedBody, FormEntry } from '../../src/protocol/index.ts'
import { exampleSource } from '../example.ts'

/** Rules that hide parts of a body, and one whose URL has a part that may be left out. */
export function hidingPolicy(): Policy {
  const [rule] = exampleSource.rules
  if (rule === undefined) throw new Error('the example policy has a rule')
  const at = (id: string, path: string, summary: string, redact: readonly string[]) => ({
    ...rule,
    id,
    match: { method: 'PUT', url: `https://github.example/${path}` },
    summary,
    redact: [...redact],
  })
  const compiled = compilePolicy({
    ...exampleSource,
    rules: [
      at('parts', ':owner/parts', 'Change parts of {owner}', [
        '/card/number',
        '/cards/1',
        '/a~1b/m~0n',
        '/~01',
        '/',
        'pin code',
        'pin',
      ]),
      at('wholes', ':owner/wholes', 'Change all of {owner}', ['/card', '/card/number', '/cards']),
      at('member', ':team/members{/:member}?', 'Change {member} of {team}', []),
    ],
  })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}

const urlEncoded = 'application/x-www-form-urlencoded'

export type Hiding = readonly [why: string, captured: Captured]

export const redactionCases: readonly Hiding[] = [
  json('a member of a member', 'parts', '{"card": {"number": "4111", "till": "01/30"}, "id": 1.0}'),
  json('an item of a list, whatever it is', 'parts', '{"cards":[1, {"n": [2, 3]} ,4]}'),
  json('a member that is called like a place in a list', 'parts', '{"cards":{"0":1,"1":2}}'),
  json('a list has no place 01, and a short one no place 1', 'parts', '{"cards":[7],"card":{"01":1}}'),
  json('a slash and a tilde in names, escaped in the pointer', 'parts', '{"a/b":{"m~n":true,"m":1}}'),
  json('a name that is ~1', 'parts', '{"~1":"x","/":"y","~01":"z"}'),
  json('a name that is empty', 'parts', '{"":null,"a":{"":1}}'),
  json('a name that is written with escapes', 'parts', '{"c\\u0061rd":{"\\u006eumber":4111}}'),
  json('several values, in the order of the text', 'parts', '{"cards":[0,1],"":2,"card":{"number":3}}'),
  json('a value with escapes and beyond ASCII, as it stands', 'parts', '{"card":{"number":"4\\u00311 – 😀"}}'),
  json('a value inside a hidden one is part of it', 'wholes', '{"card":{"number":"4111"},"n":{"card":1}}'),
  json('a hidden list with white space around it', 'wholes', '{ "cards" : [ 1, 2 ] , "b" : 1 }'),
  json('nothing that is named is there', 'parts', '{"user":"u-1"}'),
  json('a text that is no object names nothing', 'parts', '"card"'),
  json('no strict JSON: a member twice, far from what is hidden', 'parts', '{"card":{"number":1},"x":{"a":1,"a":2}}'),
  json('no strict JSON: a byte order mark', 'parts', '\ufeff{"card":{"number":1}}'),
  json('no JSON, though it is called so', 'parts', 'pin=1234'),
  json('a body without a type is read as JSON', 'parts', '{"card":{"number":1}}', ''),
  [
    'bytes that are no UTF-8',
    put('parts', { kind: 'bytes', bytes: Uint8Array.of(0x22, 0xff, 0x22), type: 'application/json' }),
  ],
  form('one name three times, once with escapes', 'user=u-1&pin=a%26b&p%69n=c&pin='),
  form('a name with a space, written in two ways', 'pin+code=1&pin%20code=2&pincode=3'),
  form('a name without a value stays', 'pin&pin=1&x'),
  form('what stands behind the second = is value', 'pin=a=b&x=pin=1'),
  form('a name that only begins or ends like it', 'pins=1&?pin=2&Pin=3&pin%00=4&%70in%20=5'),
  form('empty pairs, and bytes that are no UTF-8 in another name', '&&%ff=1&=2&pin=3&'),
  form(
    'the media type in another case, with a parameter',
    'pin=1',
    'Application/X-WWW-Form-Urlencoded ; charset=UTF-8',
  ),
  [
    'a form that is no UTF-8',
    put('parts', { kind: 'bytes', bytes: Uint8Array.of(0x70, 0x69, 0x6e, 0x3d, 0xff), type: urlEncoded }),
  ],
  multipart('a hidden text twice, and a hidden file between', [
    { name: 'pin', value: '12' },
    { name: 'to', value: 'x' },
    { name: 'pin', filename: 'pin.txt', type: 'text/plain', value: new TextEncoder().encode('34') },
    { name: 'pin', value: '12' },
  ]),
  multipart('a form without any hidden entry still says so', [{ name: 'to', value: 'ü' }]),
  multipart('a form without entries', []),
]

function json(why: string, rule: string, text: string, type = 'application/json'): Hiding {
  return [why, put(rule, { kind: 'bytes', bytes: new TextEncoder().encode(text), type })]
}

function form(why: string, text: string, type = urlEncoded): Hiding {
  return json(why, 'parts', text, type)
}

function multipart(why: string, entries: readonly FormEntry[]): Hiding {
  return [why, put('parts', { kind: 'form-data', entries })]
}

function put(rule: string, body: CapturedBody): Captured {
  return { method: 'PUT', url: `https://github.example/acme/${rule}`, headers: [], body }
}
