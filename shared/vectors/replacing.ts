import { compilePolicy, type Policy, policyAddress } from '../src/policy/index.ts'
import {
  type ActionRequest,
  approveNonce,
  clocksOf,
  digestOf,
  encodeBase64url,
  jcs,
  makeAction,
  type Replacement,
  sessionNonce,
  type VerifiedPolicy,
} from '../src/protocol/index.ts'
import { approverClaims, created, exampleRequest, exampleSource, otherSalt, requesterClaims, salt } from './example.ts'
import { type Cast, makeCast } from './scene.ts'

const replace = { approvers: { when: "'platform-leads' in approver.groups" } }

/** A version of the example policy, which platform leads may replace by evidence. */
export function replaceablePolicy(version: number): Policy {
  const compiled = compilePolicy({ ...exampleSource, version, replace })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}

export type ReplacementChange = {
  /** Claims of the approver that are other than the example's. */
  readonly claims?: object
  /** The version that is said, where it is not the policy's own. */
  readonly version?: number
  /** The spelling of the next policy. */
  readonly text?: string
}

/** Everything that asks for and approves the next policy under the one before it. */
export async function makeReplacing(cast?: Cast) {
  const { signer, device } = cast ?? (await makeCast())

  async function replacement(
    before: Pick<VerifiedPolicy, 'policy' | 'digest'>,
    next: Policy,
    change: ReplacementChange = {},
  ): Promise<Replacement> {
    const bytes = new TextEncoder().encode(change.text ?? jcs(next))
    const action = await makeAction(replaceablePolicy(1), salt, {
      method: 'PUT',
      url: policyAddress(change.version ?? next.version),
      headers: [],
      body: { kind: 'bytes', bytes, type: 'application/json' },
    })
    const rule = replaceablePolicy(1).rules.find(({ id }) => id === action?.rule)
    if (action === undefined || rule === undefined) throw new Error('the policy has a rule for its replacement')
    const request = { ...(await exampleRequest(before.policy, before.digest)), action, ...clocksOf(rule, created) }
    return { ...(await asked(request, change.claims)), body: encodeBase64url(bytes) }
  }

  /** Proof and approval of a request. */
  async function asked(request: ActionRequest, claims: object = {}) {
    const digest = await digestOf(request)
    const seconds = created / 1_000
    const times = { iat: seconds, exp: seconds + 300 }
    const session = { ...requesterClaims, aud: 'countersign-extension', nonce: await sessionNonce(device.jkt, salt) }
    const approval = { ...approverClaims, aud: 'countersign-approver', auth_time: seconds, ...times, ...claims }
    const nonce = await approveNonce({ digest, reason: undefined, salt: otherSalt })
    const id_token = await signer.sign({ ...approval, nonce })
    return {
      request,
      proof: { id_token: await signer.sign({ ...session, ...times }), salt, jws: await device.ask(digest) },
      decisions: [{ at: created + 1_000, decision: { decision: 'approve' as const, id_token, salt: otherSalt } }],
    }
  }

  return { signer, device, replacement, asked }
}
