import {
  digestOf,
  type EmergencyStatement,
  type ErrorCode,
  mayReleaseInEmergency,
  verifyEmergency,
  verifyEmergencyRequest,
} from '@countersign/shared/protocol'
import { created } from '@countersign/shared/vectors/example.ts'
import { refusalOf } from '@countersign/shared/vectors/refusal.ts'
import { type KeyName, publicJwk } from '@countersign/shared/vectors/worthless-keys.ts'
import { expect, test } from 'vitest'
import { checkPolicySource } from '../../server/src/policy/read-source.ts'
import { askFor, ownCopy } from './ask.ts'
import { developer } from './cast.ts'
import { signWith } from './emergency-keys.ts'
import { writePolicy } from './policy.ts'
import { policyChecks } from './policy-check.ts'
import { keys } from './signers.ts'

type Keeper = keyof typeof keepers
const keepers = {
  safe: 'emergency-first',
  notary: 'emergency-second',
  archive: 'emergency-third',
} as const satisfies Record<string, KeyName>

const known = `emergency_keys:
${Object.entries(keepers)
  .map(([id, name]) => `  - { id: ${id}, name: Keeper of ${id}, key: ${JSON.stringify(publicJwk(name))} }`)
  .join('\n')}`
const leads = 'approvers: { group: leads }'
const withKeys = (emergency: string) => `${leads}\nemergency: ${emergency}`

type Situation = {
  readonly rule?: string
  readonly file?: string
  /** Whose key signs; a keeper twice signs twice. */
  readonly sign: readonly Keeper[]
  readonly reason?: string
  /** When the holder lets go, in seconds after the request was made. */
  readonly at?: number
  readonly denied?: true
  readonly ends: ErrorCode | 'released'
}

const two = (one: string, other: string) => `
rules:
  - id: delete-repo
    console: GitHub
    match: { method: POST, url: "https://github.example/:owner/:repo/settings/delete" }
    summary: "Delete {owner}/{repo}"
    ${one}
  - id: everything
    console: GitHub
    match: { method: POST, url: "https://github.example/*" }
    summary: Change something
    ${other}
${known}`
const ruled = (emergency: string) => `${leads}\n    emergency: ${emergency}`

const situations: Readonly<Record<string, Situation>> = {
  'nobody can be asked, and a key that the rule names releases it': { sign: ['safe'], ends: 'released' },
  'any of those that it names': {
    rule: withKeys('{ keys: [safe, notary], quorum: 1 }'),
    sign: ['notary'],
    ends: 'released',
  },
  'a key that the policy knows and the rule does not name': { sign: ['archive'], ends: 'emergency_key_unknown' },
  'a rule that says nothing of emergencies': { rule: leads, sign: ['safe'], ends: 'emergency_not_allowed' },
  'a rule whose requester confirms': { rule: 'self_confirm: true', sign: ['safe'], ends: 'emergency_not_allowed' },
  'two keys, where two have to sign': {
    rule: withKeys('{ keys: [safe, notary], quorum: 2 }'),
    sign: ['safe', 'notary'],
    ends: 'released',
  },
  'one key twice, where two have to sign': {
    rule: withKeys('{ keys: [safe, notary], quorum: 2 }'),
    sign: ['safe', 'safe'],
    ends: 'emergency_missing',
  },
  'a reason that is none': { sign: ['safe'], reason: 'urgent !!', ends: 'emergency_reason_missing' },
  'somebody has denied it': { sign: ['safe'], denied: true, ends: 'request_denied' },
  'long after people could be asked, and within the hour': { sign: ['safe'], at: 3_600, ends: 'released' },
  'after the hour': { sign: ['safe'], at: 3_601, ends: 'emergency_expired' },
  'after the ten minutes that the rule gives': {
    rule: withKeys('{ keys: [safe], quorum: 1, expires: 10m }'),
    sign: ['safe'],
    at: 601,
    ends: 'emergency_expired',
  },
  'two rules that name the key': {
    file: two(ruled('{ keys: [safe], quorum: 1 }'), ruled('{ keys: [notary, safe], quorum: 1 }')),
    sign: ['safe'],
    ends: 'released',
  },
  'two rules, of which one names no key': {
    file: two(ruled('{ keys: [safe], quorum: 1 }'), leads),
    sign: ['safe'],
    ends: 'emergency_not_allowed',
  },
  'two rules that name different keys': {
    file: two(ruled('{ keys: [safe], quorum: 1 }'), ruled('{ keys: [notary], quorum: 1 }')),
    sign: ['safe'],
    ends: 'emergency_not_allowed',
  },
  'beside a rule whose requester confirms the other one counts': {
    file: two(ruled('{ keys: [safe], quorum: 1 }'), 'self_confirm: true'),
    sign: ['safe'],
    ends: 'released',
  },
}

test.each(Object.entries(situations))('%s', async (_, situation) => {
  const {
    rule = withKeys('{ keys: [safe], quorum: 1 }'),
    file = known,
    sign,
    at = 60,
    denied = false,
    ends,
  } = situation
  const { policy } = checkPolicySource('policy.yaml', writePolicy({ rule, file }))
  const trusted = { policy, digest: await digestOf(policy) }
  const own = await ownCopy(trusted, developer, deletion)
  await verifyEmergencyRequest(own.request, await askFor(own, developer), trusted, keys)
  const found = await refusalOf(async () => {
    const statements: EmergencyStatement[] = []
    for (const id of sign) {
      const jws = await signWith(keepers[id], own.digest, situation.reason ?? 'The provider is down')
      statements.push(await verifyEmergency(jws, own, policy))
    }
    const now = created + at * 1_000
    const me = own.request.requester
    mayReleaseInEmergency({ own, policy, madeUnder: trusted.digest, me, statements, denied, quorumAt: now, now })
  })
  expect(found === 'accepted' ? 'released' : found).toBe(ends)
})

policyChecks({
  'a rule names a key that there is not': {
    rule: withKeys('{ keys: [vault], quorum: 1 }'),
    file: known,
    fault: /not among the emergency_keys/,
  },
  'more keys have to sign than there are': {
    rule: withKeys('{ keys: [safe], quorum: 2 }'),
    file: known,
    fault: /can never be reached/,
  },
  'an emergency beside a confirm': {
    rule: 'self_confirm: true\nemergency: { keys: [safe], quorum: 1 }',
    file: known,
    fault: /beside "self_confirm"/,
  },
  'one key under two names': {
    file: `${known}\n  - { id: again, name: Again, key: ${JSON.stringify(publicJwk('emergency-first'))} }`,
    fault: /is the same key as "safe"/,
  },
})

const deletion = {
  method: 'POST',
  url: 'https://github.example/acme/payments/settings/delete',
  headers: [],
  body: { kind: 'none' },
} as const
