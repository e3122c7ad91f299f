import { calculateJwkThumbprint } from 'jose'
import type { Policy } from '../../src/policy/index.ts'
import { jcs, signHandover, signPolicy } from '../../src/protocol/index.ts'
import { created, examplePolicy, issuer } from '../example.ts'
import { headerWith, partsOf, withUnusedBits } from '../jws-parts.ts'
import { type Kept, keeping } from '../kept.ts'
import { replaceablePolicy } from '../replacing.ts'
import { signText } from '../signers.ts'
import { type KeyName, keyPair } from '../worthless-keys.ts'
import type { VerifyCase } from './case.ts'
import type { Stage } from './stage.ts'

type Expected = VerifyCase['expected']
type Case = Extract<VerifyCase, { check: 'policy' }>

/** 8: signed policies, and keys that hand over. */
export async function policyCases({ kept }: Stage): Promise<readonly VerifyCase[]> {
  return [...(await signed(kept)), ...(await handedOver(kept))]
}

function policyCase(why: string, jws: string, expected: Expected, change: Partial<Case> = {}): VerifyCase {
  return { why, check: 'policy', pinned: 'first', jws, least: 7, now: created, ...change, expected }
}

/** A policy key, and all that it signs. */
async function keeper(name: KeyName, kept: Kept) {
  const { privateKey, jwk } = await keyPair(name, 'ES256')
  const settle = keeping(kept, 'ES256')
  return {
    jwk,
    kid: await calculateJwkThumbprint(jwk),
    policy: async (policy: Policy, handovers: readonly string[] = []) =>
      settle(await signPolicy(policy, privateKey, jwk, handovers), jwk),
    handover: async (to: typeof jwk, from = jwk) => settle(await signHandover(privateKey, from, to), jwk),
    text: async (header: object, payload: string) =>
      settle(await signText('ES256', privateKey, JSON.stringify(header), payload), jwk),
  }
}

async function signed(kept: Kept): Promise<readonly VerifyCase[]> {
  const policy = examplePolicy()
  const [first, thief] = [await keeper('policy-first', kept), await keeper('stranger-device', kept)]
  const genuine = await first.policy(policy)
  const [header, payload, signature] = partsOf(genuine)
  const plain = { alg: 'ES256', typ: 'countersign-policy+jws', kid: first.kid }
  const of = async (why: string, text: string, expected: Expected, change?: Partial<Case>) =>
    policyCase(why, await first.text(plain, text), expected, change)
  const under = async (why: string, change: object, expected: Expected) =>
    policyCase(why, await first.text({ ...plain, ...change }, jcs(policy)), expected)
  const other = await first.text({ ...plain, x: 1 }, jcs(policy))
  const malformed = (why: string, jws: string) => policyCase(why, jws, 'policy_malformed')
  const issuersWith = (change: object) => policy.issuers.map((one) => ({ ...one, ...change }))
  const able = async (why: string, capabilities: object, expected: Expected) =>
    of(why, jcs({ ...policy, issuers: issuersWith({ capabilities }) }), expected)
  const seeing = async (why: string, seen: unknown, expected: Expected) =>
    of(why, jcs({ ...policy, rules: policy.rules.map((rule) => ({ ...rule, seen })) }), expected)
  const account = (subject: string) => ({ issuer, subject })
  const endless = { from: account('E2'), to: account('E3'), since: 0 }
  const away = { ...endless, until: 1 }
  return [
    policyCase('a signed policy', genuine, 'accepted'),
    await seeing('rules that ask where somebody is', { requester: "seen.country == 'CH'" }, 'accepted'),
    await seeing('rules that ask nothing of where somebody is', {}, 'policy_malformed'),
    await seeing('rules with an empty condition of where somebody is', { approver: '' }, 'policy_malformed'),
    await seeing('rules that ask where anybody else is', { holder: 'true' }, 'policy_malformed'),
    policyCase('a header with members that nobody knows', other, 'accepted'),
    await under('a header that brings another key, which is not looked at', { jwk: thief.jwk }, 'accepted'),
    malformed('nothing', ''),
    malformed('two parts', `${header}.${payload}`),
    malformed('no signature', `${header}.${payload}.`),
    malformed('no algorithm', `${headerWith(genuine, { alg: 'none' })}.${payload}.${signature}`),
    malformed('a signature with unused bits set', `${header}.${payload}.${withUnusedBits(signature)}`),
    await under('another type', { typ: 'JWT' }, 'policy_malformed'),
    await under('another algorithm', { alg: 'ES384' }, 'policy_malformed'),
    await under('a critical extension', { crit: ['exp'] }, 'policy_malformed'),
    await under('an unencoded payload', { b64: false }, 'policy_malformed'),
    await under('no key', { kid: undefined }, 'policy_key_mismatch'),
    policyCase('another key', await thief.policy(policy), 'policy_key_mismatch'),
    policyCase(
      'another key in the name of the pinned one',
      await thief.text(plain, jcs(policy)),
      'policy_signature_invalid',
    ),
    policyCase(
      'a signature over another header',
      `${header}.${payload}.${partsOf(other)[2]}`,
      'policy_signature_invalid',
    ),
    await of('a space in its payload', jcs(policy).replace('{', '{ '), 'policy_malformed'),
    await of('members in another order', JSON.stringify(policy), 'policy_malformed'),
    await of('an escape that JCS does not write', jcs(policy).replace('Acme', '\\u0041cme'), 'policy_malformed'),
    await of('a number in another spelling', jcs(policy).replace('"version":7', '"version":7.0'), 'policy_malformed'),
    await of('a line break behind it', `${jcs(policy)}\n`, 'policy_malformed'),
    await of('a member twice', jcs(policy).replace('{', '{"version":7,'), 'policy_malformed'),
    await of('a member that nobody knows', jcs({ ...policy, colour: 'red' }), 'policy_malformed'),
    ...(await decidedBy(of)),
    ...(await glasses(policy, of)),
    await of('an empty list of monitored rules', jcs({ ...policy, monitored: [] }), 'policy_malformed'),
    await of(
      'an algorithm with a shared secret',
      jcs({ ...policy, issuers: issuersWith({ algorithms: ['HS256'] }) }),
      'policy_malformed',
    ),
    await of('an empty list of delegates', jcs({ ...policy, delegates: [] }), 'policy_malformed'),
    await of('a delegate', jcs({ ...policy, delegates: [away] }), 'accepted'),
    await of('a delegate without an end', jcs({ ...policy, delegates: [endless] }), 'policy_malformed'),
    await of(
      'a delegate until a day',
      jcs({ ...policy, delegates: [{ ...away, until: '2027-01-15' }] }),
      'policy_malformed',
    ),
    await of('another format', jcs({ ...policy, format: 'countersign-policy/2' }), 'policy_malformed'),
    await able('an issuer of which nothing is known', {}, 'accepted'),
    await able(
      'an issuer of which all is known',
      { auth_time: true, prompt_login: false, acr: ['phrh'], groups: true, iss_parameter: false },
      'accepted',
    ),
    await able('an issuer that delivers no acr', { acr: [] }, 'accepted'),
    await able('an acr that is empty', { acr: [''] }, 'policy_malformed'),
    await able('an ability that is a number', { auth_time: 1 }, 'policy_malformed'),
    await able('an ability that nobody knows', { mfa: true }, 'policy_malformed'),
    await of(
      'an issuer whose answers are ID tokens',
      jcs({ ...policy, issuers: issuersWith({ flow: 'id_token' }) }),
      'accepted',
    ),
    await of(
      'an issuer with another flow',
      jcs({ ...policy, issuers: issuersWith({ flow: 'token' }) }),
      'policy_malformed',
    ),
    ...(await shapes(policy, of)),
    policyCase('older than the one in force', genuine, 'policy_rolled_back', { least: 8 }),
    policyCase('newer than the one in force', genuine, 'accepted', { least: 6 }),
    policyCase('a moment before its end', genuine, 'accepted', { now: policy.valid_until - 1 }),
    policyCase('at its end', genuine, 'policy_expired', { now: policy.valid_until }),
  ]
}

/** What `break_glass` may look like. */
async function glasses(policy: Policy, of: (why: string, text: string, expected: Expected) => Promise<VerifyCase>) {
  const who = [{ groups: ['leads'], when: 'true' }]
  const judged = (why: string, break_glass: unknown, expected: Expected) =>
    of(why, jcs({ ...policy, rules: policy.rules.map((rule) => ({ ...rule, break_glass })) }), expected)
  const malformed = (why: string, break_glass: unknown) => judged(why, break_glass, 'policy_malformed')
  const confirming = policy.rules.map(({ approvers: _, ...rule }) => ({
    ...rule,
    self_confirm: true,
    break_glass: { who, acr: ['phrh'] },
  }))
  return [
    await judged('rules whose glass may be broken', { who, acr: ['phrh'] }, 'accepted'),
    await judged('a glass that nobody may break', { who: [{}], acr: ['phrh'] }, 'accepted'),
    await malformed('a glass that is broken by any sign-in', { who }),
    await malformed('a glass that is broken by no sign-in', { who, acr: [] }),
    await malformed('a glass of which nothing says who breaks it', { who: [], acr: ['phrh'] }),
    await malformed('a glass that a group without a name breaks', { who: [{ groups: [''] }], acr: ['phrh'] }),
    await malformed('a glass with a member that nobody knows', { who, acr: ['phrh'], reason: 'none' }),
    await of('a glass where the requester alone is asked', jcs({ ...policy, rules: confirming }), 'policy_malformed'),
  ]
}

/** What approvers and groups may look like. */
async function shapes(policy: Policy, of: (why: string, text: string, expected: Expected) => Promise<VerifyCase>) {
  const approved = (approvers: object) => ({
    ...policy,
    rules: policy.rules.map((rule) => ({ ...rule, approvers: { ...rule.approvers, ...approvers } })),
  })
  const part = { name: 'Leads', when: 'true', quorum: 1 }
  const grouped = (group: object) => ({ ...policy, groups: [group] })
  const claimed = { name: 'leads', issuer: 'https://login.acme.example', claim: 'groups', value: 'leads' }
  const people = [{ issuer: 'https://login.acme.example', subject: 'E1' }]
  const malformed = (why: string, made: object) => of(why, jcs(made), 'policy_malformed')
  const sound = (why: string, made: object) => of(why, jcs(made), 'accepted')
  return [
    await sound('several parts', approved({ parts: [part, { name: 'G', groups: ['leads'], quorum: 20 }] })),
    await sound(
      'a quorum that is an expression, whatever it comes to',
      approved({ parts: [{ ...part, quorum: '0' }] }),
    ),
    await sound('a part that asks for nothing', approved({ parts: [{ name: 'Nobody', quorum: 1 }] })),
    await sound('a part of the last stage', approved({ parts: [part, { ...part, name: 'Later', stage: 10 }] })),
    await malformed('a part that says that it is of the first stage', approved({ parts: [{ ...part, stage: 1 }] })),
    await malformed('a part of the eleventh stage', approved({ parts: [{ ...part, stage: 11 }] })),
    await malformed('a part between two stages', approved({ parts: [{ ...part, stage: 2.5 }] })),
    await malformed('no parts', approved({ parts: [] })),
    await malformed('eleven parts', approved({ parts: Array.from({ length: 11 }, () => part) })),
    await malformed('a part without a name', approved({ parts: [{ when: 'true', quorum: 1 }] })),
    await malformed('a quorum of nobody', approved({ parts: [{ ...part, quorum: 0 }] })),
    await malformed('a quorum of half a person', approved({ parts: [{ ...part, quorum: 1.5 }] })),
    await malformed('a quorum of twenty-one', approved({ parts: [{ ...part, quorum: 21 }] })),
    await malformed('a quorum that is an empty text', approved({ parts: [{ ...part, quorum: '' }] })),
    await malformed('a part with an empty list of groups', approved({ parts: [{ ...part, groups: [] }] })),
    await malformed('a part with a member that nobody knows', approved({ parts: [{ ...part, all: [] }] })),
    await malformed('approvers as they were before there were parts', approved({ when: 'true', quorum: 1 })),
    await malformed('issuers that differ, as a text', approved({ distinct_issuers: 'true' })),
    await sound('a group by a claim', grouped(claimed)),
    await sound('a group by a list', grouped({ name: 'leads', people })),
    await malformed('a group without a claim', grouped({ name: 'leads', issuer: claimed.issuer, value: 'leads' })),
    await malformed('a group by both', grouped({ ...claimed, people })),
    await malformed('a group of nobody', grouped({ name: 'leads', people: [] })),
    await malformed('a group whose name is empty', grouped({ name: '', people })),
  ]
}

/** Whom a rule asks: others, or the requester. */
async function decidedBy(of: (why: string, text: string, expected: Expected) => Promise<VerifyCase>) {
  const policy = replaceablePolicy(7)
  const withRules = (change: (rule: Policy['rules'][number]) => object) =>
    jcs({ ...policy, rules: policy.rules.map(change) })
  const asking = ({ approvers: _, ...rule }: Policy['rules'][number]) => ({ ...rule, self_confirm: true })
  const isReplace = ({ id }: Policy['rules'][number]) => id === 'policy.replace'
  return [
    await of(
      'rules that ask the requester',
      withRules((rule) => (isReplace(rule) ? rule : asking(rule))),
      'accepted',
    ),
    await of(
      'a policy that whoever asks may replace alone',
      withRules((rule) => (isReplace(rule) ? asking(rule) : rule)),
      'policy_malformed',
    ),
    await of(
      'rules that ask others and the requester',
      withRules((rule) => ({ ...rule, self_confirm: true })),
      'policy_malformed',
    ),
    await of(
      'rules that ask nobody',
      withRules(({ approvers: _, ...rule }) => rule),
      'policy_malformed',
    ),
    await of(
      'rules that say that they do not ask the requester',
      withRules(({ approvers: _, ...rule }) => ({ ...rule, self_confirm: false })),
      'policy_malformed',
    ),
  ]
}

async function handedOver(kept: Kept): Promise<readonly VerifyCase[]> {
  const policy = examplePolicy()
  const [first, second, third] = [
    await keeper('policy-first', kept),
    await keeper('policy-second', kept),
    await keeper('policy-third', kept),
  ]
  const thief = await keeper('stranger-device', kept)
  const [toSecond, toThird] = [await first.handover(second.jwk), await second.handover(third.jwk)]
  const plain = { alg: 'ES256', typ: 'countersign-policy-key+jwt', kid: first.kid }
  const to = JSON.stringify({ to: second.jwk })
  const bySecond = async (why: string, handovers: readonly unknown[], expected: Expected) =>
    // What stands in the place of hand-overs may be anything.
    policyCase(why, await second.policy(policy, handovers as readonly string[]), expected)
  const invalid = async (why: string, handover: unknown) => bySecond(why, [handover], 'policy_handover_invalid')
  const stated = async (why: string, change: object, text = to) =>
    invalid(why, await first.text({ ...plain, ...change }, text))
  const byThird = await third.policy(policy, [toSecond, toThird])
  return [
    await bySecond('the next key, to which the pinned one handed over', [toSecond], 'accepted'),
    policyCase('two hand-overs', byThird, 'accepted'),
    policyCase('two hand-overs, of which the first is known already', byThird, 'accepted', { pinned: 'second' }),
    policyCase('hand-overs to the pinned key itself', byThird, 'accepted', { pinned: 'third' }),
    policyCase('the pinned key, though it has handed over', await first.policy(policy, [toSecond]), 'accepted'),
    await bySecond('no hand-over', [], 'policy_key_mismatch'),
    policyCase(
      'two hand-overs in the wrong order',
      await third.policy(policy, [toThird, toSecond]),
      'policy_key_mismatch',
    ),
    policyCase('the old key for one who has moved on', await first.policy(policy, [toSecond]), 'policy_key_mismatch', {
      pinned: 'second',
    }),
    policyCase('a hand-over to somebody else', await thief.policy(policy, [toSecond]), 'policy_key_mismatch'),
    policyCase(
      'a hand-over by the new key to itself',
      await thief.policy(policy, [await thief.handover(thief.jwk)]),
      'policy_key_mismatch',
    ),
    policyCase(
      'a hand-over that a thief signed in the old key’s name',
      await thief.policy(policy, [await thief.handover(thief.jwk, first.jwk)]),
      'policy_handover_invalid',
    ),
    await invalid('a hand-over that is a number', 1),
    await invalid('a hand-over that is no JWS', 'a.b.c'),
    await invalid('a hand-over with something behind it', `${toSecond}.AA`),
    await stated('a hand-over of another type', { typ: 'JWT' }),
    await stated('a hand-over with a critical extension', { crit: ['x'] }),
    await stated('a hand-over to no key', {}, '{}'),
    await stated('a hand-over to a private key', {}, JSON.stringify({ to: { ...second.jwk, d: second.jwk.x } })),
    await bySecond('21 hand-overs', Array(21).fill('x'), 'policy_handover_invalid'),
    policyCase(
      'hand-overs that are no list',
      await second.text(
        { alg: 'ES256', typ: 'countersign-policy+jws', kid: second.kid, handovers: toSecond },
        jcs(policy),
      ),
      'policy_handover_invalid',
    ),
  ]
}
