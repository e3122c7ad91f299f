import { calculateJwkThumbprint, type JWK } from 'jose'
import { type Policy, type Rule, ruleOf } from '../../src/policy/index.ts'
import {
  type ActionRequest,
  decodeBase64url,
  digestOf,
  type ErrorCode,
  type IssuerKeys,
  mayRelease,
  mayReleaseInEmergency,
  ProtocolError,
  type VerifiedPolicy,
  type VerifiedRequest,
  verifyBefore,
  verifyBreakGlass,
  verifyBytes,
  verifyConfirm,
  verifyDeny,
  verifyEmergency,
  verifyEmergencyRequest,
  verifyEvidence,
  verifyIdToken,
  verifyPolicy,
  verifyReplacement,
  verifyRequest,
  verifyReview,
  verifySignIn,
} from '../../src/protocol/index.ts'
import type { Tables, VerifyCase } from './case.ts'

/** What the implementation says of a case: a code, or that it holds and what it found. */
export type Judgement = { readonly result: ErrorCode | 'accepted'; readonly found?: object }

export async function judge(given: VerifyCase, tables: Tables): Promise<Judgement> {
  try {
    const found = await run(given, tables)
    return found === undefined ? { result: 'accepted' } : { result: 'accepted', found }
  } catch (error) {
    if (error instanceof ProtocolError) return { result: error.code }
    throw error
  }
}

// The casts below hand the implementation what came from outside, as it came: judging it is what is tested.

async function run(given: VerifyCase, tables: Tables): Promise<object | undefined> {
  const keysOf = (keys: unknown) => named(tables.keys, keys) as IssuerKeys
  switch (given.check) {
    case 'token': {
      await verifyIdToken(given.token, given.roles, policyOf(tables, given.policy), keysOf(given.keys))
      return undefined
    }
    case 'request': {
      const policy = policyOf(tables, given.policy)
      const [request, proof] = [named(tables.requests, given.request), named(tables.proofs, given.proof)]
      const trusted = { policy, digest: await digestOf(policy) }
      const body = given.body === undefined ? undefined : decodeBase64url(given.body)
      const { digest, rule } = await verifyRequest(request, proof, trusted, keysOf(given.keys), body)
      return { digest, rule: rule.id }
    }
    case 'body': {
      const { action } = named(tables.requests, given.request) as ActionRequest
      await verifyBytes(action, decodeBase64url(given.body))
      return undefined
    }
    case 'before': {
      await verifyBefore(named(tables.requests, given.request) as ActionRequest, decodeBase64url(given.read))
      return undefined
    }
    case 'evidence': {
      const policy = policyOf(tables, given.policy)
      const own = await ownCopy(tables, given.request, policy)
      return verifyEvidence(given.evidence as never, own, policy, keysOf(given.keys), given.seen)
    }
    case 'confirm': {
      const policy = policyOf(tables, given.policy)
      const own = await ownCopy(tables, given.request, policy)
      return verifyConfirm(given.confirm as never, own, policy, keysOf(given.keys), given.seen)
    }
    case 'break_glass': {
      const policy = policyOf(tables, given.policy)
      const own = await ownCopy(tables, given.request, policy)
      return verifyBreakGlass(given.glass as never, own, policy, keysOf(given.keys), given.seen)
    }
    case 'review': {
      const policy = policyOf(tables, given.policy)
      return verifyReview(
        given.review as never,
        await ownCopy(tables, given.request, policy),
        policy,
        keysOf(given.keys),
      )
    }
    case 'deny': {
      const policy = policyOf(tables, given.policy)
      const { digest, request, rule } = await ownCopy(tables, given.request, policy)
      return verifyDeny(given.deny as never, digest, request, rule, policy, keysOf(given.keys))
    }
    case 'release': {
      const policy = policyOf(tables, given.policy)
      const own = await ownCopy(tables, given.request, policy, given.made_under.rule)
      const { me, approvals, confirmed = false, broken = false, denied, quorum_at: quorumAt, now } = given
      const madeUnder = given.made_under.policy as VerifiedPolicy['digest']
      mayRelease({ own, policy, madeUnder, me, approvals, confirmed, broken, denied, quorumAt, now })
      return undefined
    }
    case 'emergency': {
      const policy = policyOf(tables, given.policy)
      const { key, ...found } = await verifyEmergency(
        given.statement,
        await ownCopy(tables, given.request, policy),
        policy,
      )
      return { ...found, key: key.id }
    }
    case 'emergency_request': {
      const policy = policyOf(tables, given.policy)
      const [request, proof] = [named(tables.requests, given.request), named(tables.proofs, given.proof)]
      const trusted = { policy, digest: await digestOf(policy) }
      const { digest, rule, signedIn } = await verifyEmergencyRequest(request, proof, trusted, keysOf(given.keys))
      return { digest, rule: rule.id, signed_in: signedIn }
    }
    case 'emergency_release': {
      const policy = policyOf(tables, given.policy)
      const own = await ownCopy(tables, given.request, policy, given.made_under.rule)
      const madeUnder = given.made_under.policy as VerifiedPolicy['digest']
      const { me, statements, denied, quorum_at: quorumAt, now } = given
      mayReleaseInEmergency({ own, policy, madeUnder, me, statements, denied, quorumAt, now })
      return undefined
    }
    case 'policy': {
      const pinned = named(tables.policy_keys, given.pinned) as JWK
      return foundPolicy(await verifyPolicy(given.jws, pinned, given.least, given.now))
    }
    case 'replacement': {
      const policy = policyOf(tables, given.before)
      const [key = {}] = Object.values(tables.policy_keys)
      const before = { policy, digest: await digestOf(policy), key }
      const { digest } = await verifyReplacement(given.replacement, before, keysOf(given.keys), given.now)
      return { digest }
    }
    case 'session': {
      const { identity } = await verifySignIn(given as never, policyOf(tables, given.policy), keysOf(given.keys))
      return { identity }
    }
  }
}

function named(table: Readonly<Record<string, unknown>>, nameOrThing: unknown): unknown {
  if (typeof nameOrThing !== 'string') return nameOrThing
  if (!Object.hasOwn(table, nameOrThing)) throw new Error(`nothing is called ${nameOrThing}`)
  return table[nameOrThing]
}

function policyOf({ policies }: Tables, name: string): Policy {
  return named(policies, name) as Policy
}

/** The verifier's own copy of a request, which it has verified before; the rule is the one that the request names. */
async function ownCopy(tables: Tables, nameOrThing: unknown, policy: Policy, id?: string): Promise<VerifiedRequest> {
  const request = named(tables.requests, nameOrThing) as ActionRequest
  const rule: Rule | undefined = ruleOf(policy, id === undefined ? request.action : { ...request.action, rule: id })
  if (rule === undefined) throw new Error('the policy has the rule')
  return { request, rule, digest: await digestOf(request) }
}

async function foundPolicy({ digest, key }: VerifiedPolicy) {
  return { digest, key: await calculateJwkThumbprint(key) }
}
