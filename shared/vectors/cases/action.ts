import { type Captured, encodeBase64url, makeAction, type Salt } from '../../src/protocol/index.ts'
import { captured, examplePolicy, otherSalt, salt } from '../example.ts'
import { hidingPolicy, redactionCases } from './redaction.ts'

const policies = { example: examplePolicy(), hiding: hidingPolicy() }

/** What a page was about to send, under a policy by its name. */
type ActionCase = readonly [why: string, captured: Captured, policy?: keyof typeof policies, salt?: Salt]

const utf8 = (text: string) => new TextEncoder().encode(text)
const none: Captured = { ...captured, headers: [], body: { kind: 'none' } }
const to = (url: string): Captured => ({ ...none, url })
const repo = (owner: string, name: string) => to(`https://github.example/${owner}/${name}/settings/delete`)
const pin = (text: string, type: string): Captured => ({
  method: 'PUT',
  url: 'https://github.example/acme/pin',
  headers: [],
  body: { kind: 'bytes', bytes: utf8(text), type },
})

const cases: readonly ActionCase[] = [
  ['method in upper case, headers in lower case and sorted, secret ones hidden, body by digest', captured],
  ['another salt hides the same headers behind other hashes', captured, 'example', otherSalt],
  ['without a body the member is left out', { ...captured, body: { kind: 'none' } }],
  ['an empty body is a body', { ...captured, body: { kind: 'bytes', bytes: utf8(''), type: '' } }],
  [
    'equal names stay in their order, values lose the white space of HTTP around them and no other',
    {
      ...none,
      headers: [
        ['X-B', ' \t2\r\n'],
        ['x-a', '\u00a01 1\u00a0'],
        ['X-b', '1'],
        ['X_a', ''],
        ['X-A', '0'],
      ],
    },
  ],
  [
    'what is secret by itself, by a part of its name, and by the rule',
    {
      ...none,
      headers: [
        ['Authorization', ' Bearer x '],
        ['Proxy-Authorization', 'Basic x'],
        ['Cookie', 'a=1'],
        ['Cookie', 'a=1'],
        ['X-XSRF-Token', 't'],
        ['My-Csrf', ''],
        ['X-API-KEY', 'k'],
        ['X-Cookie', 'seen'],
        ['Authorization-Info', 'seen'],
      ],
    },
  ],
  ['the fragment is no part of what is sent', to(`${none.url}#top`)],
  ['nor are user name and password', to('https://a:b@github.example/acme/payments/settings/delete')],
  ['a host in capitals and the default port', to('https://GitHub.Example:443/acme/payments/settings/delete')],
  ['a query is', to(`${none.url}?dry=%31&x`)],
  ['captured values are shown decoded, the URL stays as it is sent', repo('acme', 'pay%20ments')],
  ['decoded as UTF-8, letters of any script', repo('acme', 'za%C5%BC%C3%B3%C5%82%C4%87')],
  ['a plus sign is no space', repo('acme', 'a+b')],
  ['what is no UTF-8 is shown as it stands', repo('acme', 'a%FFb%41')],
  ['a percent sign with nothing behind it, too', repo('acme', '100%')],
  ['a space that nobody sees is shown as it stands', repo('acme', 'pay%E2%80%8Bments')],
  ['a mark that turns the reading direction, too', repo('acme', '%E2%80%AEstnemyap%41')],
  ['a line break, too', repo('acme', 'a%0Ab')],
  ['a slash or braces in a captured value change no other part of the summary', repo('%7Brepo%7D', 'a%2Fb')],
  [
    'a part that was left out has no param, and its place stays in the summary',
    { ...to('https://github.example/ops/members'), method: 'PUT' },
    'hiding',
  ],
  ['the same part where it is there', { ...to('https://github.example/ops/members/u-1'), method: 'put' }, 'hiding'],
  [
    'a multipart form is its entries in order: text first, then a file',
    {
      ...captured,
      body: {
        kind: 'form-data',
        entries: [
          { name: 'reason', value: 'moved' },
          { name: 'file', filename: 'a.txt', type: 'text/plain', value: utf8('content') },
        ],
      },
    },
  ],
  [
    'a hidden value of JSON is cut out of what may be read; the rest stays byte for byte',
    pin('{ "pin":1234, "id": 12345678901234567890 }', 'application/json'),
  ],
  [
    'hidden values of a form, the second of one name counted from 0',
    pin('pin=12%2034&to=x&pin=9', 'application/x-www-form-urlencoded'),
  ],
  ['a body that could be read in two ways is hidden as a whole', pin('{"pin":1,"pin":2}', 'application/json')],
  ...redactionCases.map(([why, what]): ActionCase => [why, what, 'hiding']),
]

/** action.json */
export async function actionVectors() {
  return {
    about:
      'action = f(policy, salt, captured): see “Action” in the protocol. `captured` is what a page was about to send: headers as pairs in the page’s order; the body `none`, `bytes` with the media type that was set (`bytes` in base64url), or `form-data` with its entries, a file’s content as `bytes`.',
    policies,
    cases: await Promise.all(
      cases.map(async ([why, what, policy = 'example', secret = salt]) => ({
        why,
        policy,
        salt: secret,
        captured: capturedAsJson(what),
        action: await actionOf(policy, secret, what, why),
      })),
    ),
  }
}

async function actionOf(policy: keyof typeof policies, secret: Salt, what: Captured, why: string) {
  const action = await makeAction(policies[policy], secret, what)
  if (action === undefined) throw new Error(`no rule protects it: ${why}`)
  return action
}

/** A capture as JSON has it: bytes in base64url. */
function capturedAsJson({ body, ...rest }: Captured) {
  if (body.kind === 'none') return { ...rest, body }
  if (body.kind === 'bytes') return { ...rest, body: { ...body, bytes: encodeBase64url(body.bytes) } }
  const entries = body.entries.map((entry) => {
    if (!('filename' in entry)) return entry
    const { value, ...file } = entry
    return { ...file, bytes: encodeBase64url(value) }
  })
  return { ...rest, body: { ...body, entries } }
}
