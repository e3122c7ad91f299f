import {
  compilePolicy,
  matchRule,
  type Outgoing,
  type OutgoingBody,
  type PolicySource,
} from '../../src/policy/index.ts'
import { encodeBase64url } from '../../src/protocol/index.ts'
import { exampleSource } from '../example.ts'

type RuleSource = PolicySource['rules'][number]
type Match = RuleSource['match']

const [example] = exampleSource.rules
const at = (path: string) => `https://github.example${path}`

function rule(id: string, match: Match): RuleSource {
  if (example === undefined) throw new Error('the example has a rule')
  return { ...example, id, match, summary: 'Do it', secret_headers: ['x-method-override'] }
}

/** One rule for each thing that a rule can say. */
const policies = {
  looking: compiled([
    rule('user', { method: 'DELETE', url: at('/users/:user') }),
    rule('user-plain', { method: 'PUT', url: at('/users/:user'), no_method_override: true }),
    rule('drop', { method: 'POST', url: at('/index.php'), body: { form: { OP: 'delete', confirm: '*' } } }),
    rule('sql', {
      method: 'POST',
      url: at('/index.php'),
      body: { mode: 'relaxed', form: { sql_query: ['*drop*table*', '*\\**'] } },
    }),
    rule('json', {
      method: 'POST',
      url: at('/api/:what'),
      body: { json: { '/action': ['delete', 'purge*'], '/force': true } },
    }),
    rule('items', { method: 'POST', url: at('/bulk'), body: { json: { '/items/*/op': 'delete' } } }),
    rule('graphql', {
      method: 'POST',
      url: at('/graphql'),
      body: { graphql: { operation: 'mutation', field: ['deleteRepository', 'transfer*'] } },
    }),
    rule('danger', {
      method: 'POST',
      url: at('/danger'),
      headers: { 'x-danger': ['yes', 'a, b'], 'x-count': '*' },
      mode: 'relaxed',
    }),
    rule('upload', { method: 'POST', url: at('/upload'), headers: { 'content-type': 'text/csv*' } }),
    rule('upload-large', { method: 'POST', url: at('/upload'), size: { at_least: 5 } }),
    rule('verb', { method: 'POST', url: at('/jobs/all\\:purge\\?do=:what') }),
    rule('team', { method: 'PATCH', url: at('/teams/:team'), no_method_override: true }),
    rule('teams', { method: 'PATCH', url: at('/:kind/:id'), no_method_override: true }),
    rule('teams-b', { method: 'PATCH', url: at('/teams/b'), no_method_override: true }),
    rule('any', { method: 'PATCH', url: at('/:team{/*}?'), no_method_override: true }),
    { ...rule('watched', { method: 'DELETE', url: at('/:what/:user') }), monitor: true },
  ]),
}

type Case = readonly [why: string, sent: Outgoing, said?: readonly string[]]

/** Several protect one thing; a name that two of them have is the first's. */
const several: readonly Case[] = [
  [
    'several rules, in the policy’s order',
    { method: 'PATCH', url: at('/teams/a'), headers: [], body: { kind: 'none' } },
  ],
  ['and one more', { method: 'PATCH', url: at('/teams/b'), headers: [], body: { kind: 'none' } }],
  ['the last of them alone', { method: 'PATCH', url: at('/teams'), headers: [], body: { kind: 'none' } }],
]

/** A rule of `monitored` matches both, and protects nothing. */
const monitored: readonly Case[] = [
  [
    'a monitored rule beside one that protects',
    { method: 'DELETE', url: at('/users/u-1'), headers: [], body: { kind: 'none' } },
  ],
  ['a monitored rule alone', { method: 'DELETE', url: at('/teams/a'), headers: [], body: { kind: 'none' } }],
  [
    'the same, and it is named',
    { method: 'DELETE', url: at('/teams/a'), headers: [], body: { kind: 'unseen' } },
    ['watched'],
  ],
]

const none: OutgoingBody = { kind: 'none' }
const unseen: OutgoingBody = { kind: 'unseen' }
const utf8 = (text: string) => new TextEncoder().encode(text)
const bytes = (text: string, type: string): OutgoingBody => ({ kind: 'bytes', bytes: utf8(text), type })
const form = (text: string, type = 'application/x-www-form-urlencoded') => bytes(text, type)
const json = (text: string, type = 'application/json') => bytes(text, type)
const post = (path: string, body: OutgoingBody, headers: Outgoing['headers'] = []): Outgoing => ({
  method: 'POST',
  url: at(path),
  headers,
  body,
})

const urls: readonly Case[] = [
  ['/users/u-1', 'as it is written'],
  ['/users/a%2Fb', 'an encoded slash is part of a name first'],
  ['/%75sers/u%2d1', 'needless encoding'],
  ['/users/%e2%82%ac', 'needful encoding, its digits in lower case'],
  ['/USERS/U-1', 'another case: what was captured keeps its own'],
  ['//users///u-1', 'runs of slashes'],
  ['/users/u-1/', 'a slash at the end'],
  ['/users/u-1?', 'an empty query'],
  ['/users/u-1?x=%41', 'a query'],
  ['/users;v=1/u-1;x', 'parameters of a part'],
  ['/x/..;/users/u-1', 'dots behind which parameters stood'],
  ['/users%2fu-1', 'an encoded slash in its place'],
  ['/x%5Cy%5c..%2F%2e%2e/users%2Fu-1', 'encoded slashes with dots between them'],
  ['/users%252Fu-1', 'one that is encoded twice is none'],
  ['/users/u-1/more', 'more of a path'],
  ['/users', 'less of it'],
].map(([path, why]) => [`a URL: ${why}`, { method: 'DELETE', url: at(path ?? ''), headers: [], body: none }] as const)

const disguises: readonly Case[] = [
  ['a header', post('/users/u-1', none, [['X-HTTP-Method-Override', 'delete']])],
  ['another, one of several in it', post('/users/u-1', none, [['x-http-method', 'GET, DELETE ']])],
  ['a third whose value is hidden', post('/users/u-1', none, [['x-method-override', undefined]])],
  ['the same, and the rule is named', post('/users/u-1', none, [['x-method-override', undefined]]), 'user'],
  ['a header that names another method', post('/users/u-1', none, [['x-http-method', 'PATCH']])],
  ['a method that the console takes from no POST', post('/users/u-1', none, [['x-http-method', 'PUT']])],
  ['a field of the body', post('/users/u-1', form('a=1&_method=%64elete'))],
  ['a field of the query', post('/users/u-1?_method=DELETE', none)],
  ['a member of JSON', post('/users/u-1', json('{"_Method":"DELETE"}'))],
  ['a member that is no text', post('/users/u-1', json('{"_method":["GET"]}'))],
  ['JSON with two of them', post('/users/u-1', json('{"_method":"GET","_method":"GET"}'))],
  ['a form in another encoding', post('/users/u-1', form('a', 'application/x-www-form-urlencoded; charset=ibm037'))],
  ['bytes that nobody takes for a form', post('/users/u-1', bytes('_method=DELETE', 'image/png'))],
  ['nothing', post('/users/u-1', none)],
  ['a body that is unseen', post('/users/u-1', unseen)],
  ['the same, and the rule is named', post('/users/u-1', unseen), ['user']],
].map(([why, sent, said]) => [`a disguise: ${why}`, sent, said] as Case)

const forms: readonly Case[] = [
  ['both fields', post('/index.php', form('OP=delete&confirm=1'))],
  ['one of them alone', post('/index.php', form('OP=delete'))],
  ['another value', post('/index.php', form('OP=truncate&confirm=1'))],
  ['the second of two', post('/index.php', form('OP=show&OP=DELETE&confirm'))],
  ['in the query', post('/index.php?OP=delete', form('confirm=1'))],
  ['names as PHP reads them', post('/index.php', form('+op%5B%5D=delete&confirm%00x=1'))],
  ['a bracket that is not closed', post('/index.php', form('OP%5B=delete&confirm=1'))],
  ['pairs parted by semicolons', post('/index.php', form('OP=delete;confirm=1'))],
  ['a text in a query of SQL', post('/index.php', form('sql_query=DROP++TABLE+%60x%60'))],
  ['a star that stands for itself', post('/index.php', form('sql_query=select+*'))],
  ['a text without either', post('/index.php', form('sql_query=table+drop'))],
  ['a letter beyond ASCII that is folded', post('/index.php', form('OP=delete&confirm=%E2%84%AA&sql_query=x'))],
  ['another encoding', post('/index.php', form('OP=show', 'application/x-www-form-urlencoded;charset=UTF-16'))],
  [
    'the encoding that everybody has',
    post('/index.php', form('OP=show', 'Application/X-WWW-Form-urlencoded ; Charset="UTF-8"')),
  ],
  ['a body that is no form', post('/index.php', json('{"OP":"show"}'))],
  ['no body', post('/index.php', none)],
  ['an empty body', post('/index.php', bytes('', 'text/plain'))],
  [
    'a multipart form',
    post('/index.php', {
      kind: 'form-data',
      entries: [
        { name: 'OP', value: 'delete' },
        { name: 'confirm', value: '' },
      ],
    }),
  ],
  [
    'a file in the place of a text',
    post('/index.php', {
      kind: 'form-data',
      entries: [
        { name: 'OP', filename: 'a', value: utf8('x') },
        { name: 'confirm', value: '' },
      ],
    }),
  ],
  ['a body that is unseen, and the first rule is named', post('/index.php', unseen), ['drop']],
  ['the same, and the second is named', post('/index.php', unseen), ['sql']],
  ['the same, and both are named', post('/index.php', unseen), ['sql', 'drop']],
  ['the same, and another is named', post('/index.php', unseen), ['json']],
  [
    'the second is named, and the body shows that it is the first',
    post('/index.php', form('OP=delete&confirm=1&sql_query=drop+table')),
    'sql',
  ],
].map(([why, sent, said]) => [`a form: ${why}`, sent, said] as Case)

const jsons: readonly Case[] = [
  ['/api/x', '{"action":"delete","force":true}', 'both members'],
  ['/api/x', '{"action":"delete"}', 'one of them'],
  ['/api/x', '{"ACTION":"PurgeAll","Force":"TRUE"}', 'names and texts in another case'],
  ['/api/x', '{"action":["show","delete"],"force":[]}', 'a list of texts, and an empty one'],
  ['/api/x', '{"action":{"in":1},"force":true}', 'an object'],
  [
    '/api/x',
    '[{"action":"show","force":true},{"action":"delete","force":false}]',
    'a list of calls, each member in another',
  ],
  ['/api/x', '{"action":"show","action":"show"}', 'two readings'],
  ['/api/x', 'action=show', 'no JSON'],
  ['/bulk', '{"items":[{"op":"show"},{"op":"delete"}]}', 'a step for all'],
  ['/bulk', '{"items":{"a":{"op":"show"},"b":{"op":1}}}', 'a step for all members'],
].map(([path, text, why]) => [`JSON: ${why}`, post(path ?? '', json(text ?? '', 'text/plain'))] as const)

const call = (query: string, more: object = {}) => post('/graphql', json(JSON.stringify({ query, ...more })))
const graphqls: readonly Case[] = [
  ['the field, under another name', call('mutation A { b: deleteRepository(id: 1) { id } }')],
  ['a field that a pattern means', call('mutation { transferRepository { id } }')],
  ['another field', call('mutation { createIssue { deleteRepository } }')],
  ['a query of that name', call('{ deleteRepository }')],
  ['the operation that is not named', call('query A { a } mutation B { deleteRepository }', { operationName: 'A' })],
  [
    'through fragments',
    call(
      'mutation { ... @skip(if: true) { ...F } } fragment F on M { a ...G } fragment G on M { deleteRepository ...F }',
    ),
  ],
  [
    'texts that look like structure',
    call('mutation { a(b: "} deleteRepository {", c: """ \\""" } """) { d } # deleteRepository }\n }'),
  ],
  ['a fragment that is not there', call('mutation { ...F }')],
  ['no GraphQL', call('mutation { a(b: [1) }')],
  ['a definition of a type', call('type A { b: C }')],
  ['a batch', post('/graphql', json('[{"query":"{a}"},{"query":"mutation{deleteRepository}"}]'))],
  ['a batch of others', post('/graphql', json('[{"query":"{a}"},{"query":"{b}"}]'))],
  ['a persisted document', post('/graphql', json('{"extensions":{}}'))],
  ['an identifier beside it', call('{ a }', { documentId: '1' })],
  [
    'two members of one name but for case',
    post('/graphql', json('{"query":"{a}","Query":"mutation{deleteRepository}"}')),
  ],
  ['a document as the body', post('/graphql', bytes('mutation { deleteRepository }', 'application/graphql'))],
  ['a form', post('/graphql', form('query=%7Ba%7D'))],
  ['a document in the query, too', post('/graphql?query=mutation%7BdeleteRepository%7D', json('{"query":"{a}"}'))],
  [
    'a multipart call',
    post('/graphql', {
      kind: 'form-data',
      entries: [
        { name: 'operations', value: '{"query":"mutation{upload}"}' },
        { name: '0', filename: 'a', value: utf8('x') },
      ],
    }),
  ],
  ['no body', post('/graphql', none)],
].map(([why, sent]) => [`GraphQL: ${why}`, sent] as Case)

const queries: readonly Case[] = [
  ['a sign that is encoded', post('/jobs/all%3Apurge?do=now', none)],
  ['a letter of the query that is', post('/jobs/all:purge?d%6F=now', none)],
  ['another query', post('/jobs/all:purge?x=1', none)],
].map(([why, sent]) => [`a URL: ${why}`, sent] as Case)

const given: readonly (readonly [why: string, headers: Outgoing['headers'], said?: readonly string[]])[] = [
  [
    'both',
    [
      ['X-Danger', '\tYES '],
      ['x-count', ''],
    ],
  ],
  ['one of them alone', [['x-danger', 'yes']]],
  [
    'another value',
    [
      ['x-danger', 'no'],
      ['x-count', '1'],
    ],
  ],
  [
    'one of those between commas',
    [
      ['x-danger', 'no, yes'],
      ['x-count', '1'],
    ],
  ],
  [
    'a value with a comma of its own',
    [
      ['x-danger', 'a, b'],
      ['x-count', '1'],
    ],
  ],
  [
    'the second of one name',
    [
      ['x-danger', 'no'],
      ['x-danger', 'yes'],
      ['x-count', '1'],
    ],
  ],
  [
    'one that is hidden and may say anything',
    [
      ['x-danger', 'yes'],
      ['x-count', undefined],
    ],
  ],
  [
    'one that is hidden',
    [
      ['x-danger', undefined],
      ['x-count', '1'],
    ],
  ],
  [
    'the same, and the rule is named',
    [
      ['x-danger', undefined],
      ['x-count', '1'],
    ],
    ['danger'],
  ],
  [
    'names as servers read them that make variables of them',
    [
      ['X_DANGER', 'yes'],
      ['x_count', ''],
    ],
  ],
  ['one that is hidden beside one that is missing, and the rule is named', [['x-danger', undefined]], ['danger']],
]
const headers: readonly Case[] = given.map(
  ([why, sent, said]) => [`headers: ${why}`, post('/danger', none, sent), said] as Case,
)

const told = (size: number, type: string): OutgoingBody => ({ kind: 'unseen', size, type })
const sizes: readonly Case[] = [
  ['five bytes of another type', post('/upload', bytes('12345', 'text/plain'))],
  ['four of them', post('/upload', bytes('1234', 'text/plain'))],
  ['the type by a header', post('/upload', bytes('1', 'text/csv'), [['content-type', 'Text/CSV; charset=utf-8']])],
  ['the type of the body', post('/upload', bytes('1', 'text/csv'))],
  ['none', post('/upload', none)],
  [
    'a form, by its values',
    post('/upload', {
      kind: 'form-data',
      entries: [
        { name: 'name', value: '\u20ac' },
        { name: 'file', filename: 'a', value: utf8('xx') },
      ],
    }),
  ],
  [
    'a form whose names alone are long',
    post('/upload', { kind: 'form-data', entries: [{ name: 'a long name', value: '1234' }] }),
  ],
  ['one that is unseen, and the action tells of it', post('/upload', told(5, 'text/csv'))],
  ['the same, of another', post('/upload', told(4, 'text/plain')), ['upload', 'upload-large']],
  ['one that is unseen', post('/upload', unseen)],
  ['the same, and a rule is named', post('/upload', unseen), ['upload-large']],
].map(([why, sent, said]) => [`a body’s size and type: ${why}`, sent, said] as Case)

/** matching.json */
export async function matchingVectors() {
  const ways = [...several, ...monitored, ...urls, ...queries, ...disguises]
  const cases = [...ways, ...forms, ...jsons, ...graphqls, ...headers, ...sizes]
  return {
    about:
      'The rules that protect what is sent, `also` where there are several, and the params, or null: see “Matching” in the protocol. `sent` is as much of it as somebody sees: headers as pairs, null for a value that is hidden; the body `none`, `bytes` (in base64url) with its type, `form-data` with its entries (a file’s content as `bytes`), or `unseen`, with the size and the type that the action tells. `said` is the rules that the action names.',
    policies,
    cases: cases.map(([why, sent, said]) => ({
      why,
      policy: 'looking' as const,
      sent: asJson(sent),
      ...(said === undefined ? {} : { said }),
      expected: found(sent, said),
    })),
  }
}

function found(sent: Outgoing, said: readonly string[] | undefined) {
  const matched = matchRule(policies.looking, sent, said)
  if (matched === undefined) return null
  const { rule, also, params } = matched
  return { rule: rule.id, ...(also.length === 0 ? {} : { also }), params }
}

function asJson({ headers, body, ...rest }: Outgoing) {
  return { ...rest, headers: headers.map(([name, value]) => [name, value ?? null]), body: bodyAsJson(body) }
}

function bodyAsJson(body: OutgoingBody) {
  if (body.kind === 'bytes') return { ...body, bytes: encodeBase64url(body.bytes) }
  if (body.kind !== 'form-data') return body
  const entries = body.entries.map((entry) => {
    if (!('filename' in entry)) return entry
    const { value, ...file } = entry
    return { ...file, bytes: encodeBase64url(value) }
  })
  return { ...body, entries }
}

function compiled(rules: RuleSource[]) {
  const result = compilePolicy({ ...exampleSource, rules })
  if (!result.ok) throw new Error(JSON.stringify(result.faults))
  return result.policy
}
