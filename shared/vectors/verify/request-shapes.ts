import { created } from '../example.ts'
import type { VerifyCase } from './case.ts'
import { changed, type Stage, withAction } from './stage.ts'

type Expected = VerifyCase['expected']

/** What is called a request, and what becomes of it with a proof over just that. */
export type GivenRequest = readonly [why: string, request: unknown, Expected]

/** 7.2, 1, 5 and 6: members, headers and bodies. */
export function requestShapes(stage: Stage): readonly GivenRequest[] {
  return [...shapes(stage), ...headers(stage), ...bodies(stage)]
}

function shapes({ scenes }: Stage): readonly GivenRequest[] {
  const { request } = scenes.delete.own
  const change = (why: string, members: object, expected: Expected = 'request_malformed'): GivenRequest => [
    why,
    changed(scenes.delete, { ...members }),
    expected,
  ]
  const context = (why: string, members: object, expected?: Expected) =>
    change(why, { context: { ...request.context, ...members } }, expected)
  return [
    context('a context without a reason', { reason: undefined }, 'accepted'),
    context('a reason of 1,000 characters, beyond ASCII', { reason: '😀'.repeat(1_000) }, 'accepted'),
    context('a reason of 1,001 characters', { reason: 'x'.repeat(1_001) }),
    context('an empty reason', { reason: '' }),
    context('null in the place of absence', { reason: null }),
    context('a number of one digit', { number: '7' }),
    context('a number that is none', { number: '07' }),
    context('a member of the context that nobody knows', { ip: '192.0.2.1' }),
    change('a member that nobody knows', { colour: 'red' }),
    change('no challenge', { challenge: undefined }),
    change('a challenge of 31 bytes', { challenge: 'A'.repeat(42) }),
    change('a challenge with unused bits set', { challenge: `${'A'.repeat(42)}B` }),
    change('an id in capitals', { id: request.id.toUpperCase() }),
    change('an id of another version of UUID', { id: request.id.replace('-7', '-4') }),
    change('a time that is a text', { created: String(created) }),
    change('a time with a fraction', { created: created + 0.5 }),
    change('a requester without a subject', { requester: { iss: request.requester.iss } }),
    change('a requester with groups', { requester: { ...request.requester, groups: ['platform-leads'] } }),
    change('an address that is verified', { requester: { ...request.requester, email_unverified: false } }),
    ['a list', [request], 'request_malformed'],
    ['null', null, 'request_malformed'],
    ['a member of the action that nobody knows', withAction(scenes.delete, { per_load: [] }), 'request_malformed'],
    ['a method in small letters', withAction(scenes.delete, { method: 'post' }), 'request_malformed'],
    [
      'a param that is a number',
      withAction(scenes.delete, { params: { owner: 1, repo: 'payments' } }),
      'request_malformed',
    ],
  ]
}

function headers({ scenes }: Stage): readonly GivenRequest[] {
  const { headers: own } = scenes.delete.own.request.action
  const given = (why: string, list: readonly object[], expected: Expected = 'request_malformed'): GivenRequest => [
    why,
    withAction(scenes.delete, { headers: list }),
    expected,
  ]
  const [hidden] = own.filter((header) => 'hidden' in header)
  return [
    given('no headers', [], 'accepted'),
    given('headers in another order', own.toReversed()),
    given('a header in capitals', [{ name: 'Accept', value: 'text/html' }]),
    given('a secret header that is not hidden', [{ name: 'cookie', value: 'a=1' }]),
    given('a header that the rule calls secret and that is not hidden', [{ name: 'x-api-key', value: 'k3y' }]),
    given('a hidden header that is not secret', [{ ...hidden, name: 'accept' }]),
    given('a header with value and hash', [{ ...hidden, value: 'k3y' }]),
  ]
}

function bodies({ scenes }: Stage): readonly GivenRequest[] {
  const plain = scenes.delete.own.request.action.body
  const form = scenes['delete with a form'].own.request.action.body
  const [redacted, parts] = [scenes['pin in JSON'], scenes['pin in parts']]
  const own = redacted.own.request.action.body
  const fields = [{ field: '/owner', hidden: scenes.delete.own.digest }]
  return [
    ['a hidden body where the rule hides nothing', withAction(scenes.delete, { body: own }), 'request_malformed'],
    [
      'hidden fields of a form where the rule hides none',
      withAction(scenes.delete, { body: { ...form, fields: [] } }),
      'request_malformed',
    ],
    ['a body in plain where the rule hides fields', withAction(redacted, { body: plain }), 'request_malformed'],
    ['a form without fields where the rule hides some', withAction(parts, { body: form }), 'request_malformed'],
    [
      'a hidden field that the rule does not name',
      withAction(redacted, { body: { ...own, fields } }),
      'request_malformed',
    ],
    ['a body of another kind', withAction(scenes.delete, { body: { ...plain, kind: 'stream' } }), 'request_malformed'],
    ['a body of a negative size', withAction(scenes.delete, { body: { ...plain, size: -1 } }), 'request_malformed'],
    ['no body where the rule hides fields', withAction(redacted, { body: undefined }), 'accepted'],
  ]
}
