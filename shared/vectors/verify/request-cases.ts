import { created } from '../example.ts'
import type { VerifyCase } from './case.ts'
import { type GivenRequest, requestShapes } from './request-shapes.ts'
import { changed, type Stage, withAction } from './stage.ts'

type Expected = VerifyCase['expected']

/** 7.2, 1 to 9: what a request says, with a proof over just that. */
export async function requestCases(stage: Stage): Promise<readonly VerifyCase[]> {
  const given = [...requestShapes(stage), ...rules(stage), ...clocks(stage)]
  return [
    ...Object.keys(stage.scenes).map((name) => asMade(name, 'company')),
    ...Object.keys(stage.confirm).map((name) => asMade(name, 'confirm')),
    ...(await Promise.all(given.map((one) => asked(stage, one)))),
    ...readable(),
    ...beside(),
  ]
}

function asMade(name: string, policy: string): VerifyCase {
  const why = `as its holder made it: ${name}`
  return {
    why,
    check: 'request',
    policy,
    keys: 'published',
    request: name,
    proof: name,
    // Nobody can say how many people these ask for.
    expected: ['hide', 'sell', 'split'].includes(name) ? 'quorum_unknown' : 'accepted',
  }
}

async function asked({ proofOf }: Stage, [why, request, expected]: GivenRequest): Promise<VerifyCase> {
  const proof = await proofOf(request)
  return { why, check: 'request', policy: 'company', keys: 'published', request, proof, expected }
}

function rules({ scenes }: Stage): readonly GivenRequest[] {
  const { action } = scenes.delete.own.request
  const elsewhere = (url: string) => withAction(scenes.delete, { url })
  const other = scenes.transfer.own.request
  return [
    ['another policy’s digest', changed(scenes.delete, { policy: other.challenge }), 'request_policy_mismatch'],
    ['an address with a fragment', elsewhere(`${action.url}#top`), 'request_malformed'],
    ['an address with a user name', elsewhere(action.url.replace('//', '//acme@')), 'request_malformed'],
    ['an address whose host is in capitals', elsewhere(action.url.replace('github', 'GitHub')), 'request_malformed'],
    [
      'an address with the default port',
      elsewhere(action.url.replace('.example', '.example:443')),
      'request_malformed',
    ],
    ['an address that no rule protects', elsewhere('https://github.example/acme/payments'), 'request_rule_mismatch'],
    ['another method', withAction(scenes.delete, { method: 'PUT' }), 'request_rule_mismatch'],
    [
      'a rule that protects another address',
      withAction(scenes.delete, { rule: 'transfer-repo' }),
      'request_rule_mismatch',
    ],
    [
      'a later rule that protects the address too',
      withAction(scenes.delete, { rule: 'settings', also: undefined, summary: 'Change ete' }),
      'request_rule_mismatch',
    ],
    [
      'without the later rule that protects the address too',
      withAction(scenes.delete, { also: undefined }),
      'request_rule_mismatch',
    ],
    [
      'another rule besides',
      withAction(scenes.delete, { also: ['settings', 'transfer-repo'] }),
      'request_rule_mismatch',
    ],
    ['one rule twice', withAction(scenes.delete, { also: ['delete-repo', 'settings'] }), 'request_rule_mismatch'],
    ['no other rule, in a list', withAction(scenes.delete, { also: [] }), 'request_malformed'],
    ['a rule that there is not', withAction(scenes.delete, { rule: 'nothing' }), 'request_rule_mismatch'],
    [
      'another summary',
      withAction(scenes.delete, { summary: 'Delete repository acme/sandbox' }),
      'request_summary_mismatch',
    ],
    [
      'another param',
      withAction(scenes.delete, { params: { owner: 'acme', repo: 'sandbox' } }),
      'request_summary_mismatch',
    ],
    ['a param less', withAction(scenes.delete, { params: { owner: 'acme' } }), 'request_summary_mismatch'],
    [
      'a param more',
      withAction(scenes.delete, { params: { ...action.params, what: 'all' } }),
      'request_summary_mismatch',
    ],
    [
      'another address than its summary and params say',
      elsewhere(action.url.replace('payments', 'sandbox')),
      'request_summary_mismatch',
    ],
    [
      'no reason where the rule asks for one',
      changed(scenes.transfer, { context: { ...other.context, reason: undefined } }),
      'request_reason_missing',
    ],
  ].map(([why, request, expected]) => [String(why), request, expected as Expected] as const)
}

function clocks({ scenes }: Stage): readonly GivenRequest[] {
  const { expires, execute_within } = scenes.delete.own.request
  const given = (why: string, change: object): GivenRequest => [
    why,
    changed(scenes.delete, { ...change }),
    'request_clock_mismatch',
  ]
  return [
    given('an end that is later than the rule’s', { expires: expires + 1 }),
    given('an end that is earlier than the rule’s', { expires: expires - 1_000 }),
    given('a beginning that does not fit its end', { created: created - 1_000 }),
    given('more time to run it', { execute_within: execute_within + 1 }),
  ]
}

/** 7.2.2: a request with its content. */
function beside(): readonly VerifyCase[] {
  const given = (why: string, text: string, expected: Expected): VerifyCase => ({
    why,
    check: 'request',
    policy: 'company',
    keys: 'published',
    request: 'delete',
    proof: 'delete',
    body: Buffer.from(text).toString('base64url'),
    expected,
  })
  return [
    given('with its content beside it', 'verify=acme%2Fpayments', 'accepted'),
    given('with other content beside it', 'verify=acme%2Fsandbox', 'body_mismatch'),
  ]
}

/** Section 3: what travels beside a request. */
function readable(): readonly VerifyCase[] {
  const body = (why: string, request: string, text: string, expected: Expected): VerifyCase => ({
    why,
    check: 'body',
    request,
    body: Buffer.from(text).toString('base64url'),
    expected,
  })
  return [
    body('the content', 'delete', 'verify=acme%2Fpayments', 'accepted'),
    body('content of that size', 'delete', 'verify=acme%2Fpaymentz', 'body_mismatch'),
    body('content with a line break behind it', 'delete', 'verify=acme%2Fpayments\n', 'body_mismatch'),
    body('content where there is none', 'delete without a body', '', 'body_mismatch'),
    body('content of a form in parts', 'delete with a form', '', 'body_mismatch'),
    body('the readable part', 'pin in JSON', '{"pin":"[hidden]","to":"u-2"}', 'accepted'),
    body('the whole content where a part is hidden', 'pin in JSON', '{"pin":1234,"to":"u-2"}', 'body_mismatch'),
    body('the readable part of a form', 'pin in a form', 'pin=%5Bhidden%5D&to=u-2', 'accepted'),
    body('content of which nothing may be read', 'pin unreadable', '{"pin":1,"pin":2}', 'body_mismatch'),
  ]
}
