import {
  blockingRule,
  explainRule,
  type LeavesOut,
  matchRule,
  monitoredBy,
  networkRules,
  type Policy,
  pageRules,
  type Rule,
  type RuleExplanation,
  summarise,
} from '@countersign/shared/policy'
import {
  type Approver,
  type ApproverExplanation,
  type AskedAbout,
  type Captured,
  type Claims,
  type CountedPart,
  countParts,
  explainApprover,
  type Identity,
  identityOf,
  issuerOfClaims,
  leavesOutAt,
  makeAction,
  makeSalt,
  ProtocolError,
  type Vouched,
  vouchedFacts,
} from '@countersign/shared/protocol'

/** What a policy makes of one request. */
export type RequestExplanation = {
  readonly protection: Protection
  /** Rules that match as well, after the one whose words are shown: of each demand the strictest counts. */
  readonly also: readonly RuleExplanation[]
  /** Rules for this address that do not match. */
  readonly near: readonly RuleExplanation[]
}

export type Protection =
  | {
      readonly kind: 'held'
      readonly by: RuleExplanation
      /** What is demanded, by all the rules that match together. */
      readonly rule: Rule
      readonly summary: string
      readonly params: Params
    }
  /** Nothing is held: monitored rules match. */
  | { readonly kind: 'recorded'; readonly by: readonly string[]; readonly summary: string }
  /** No rule protects it. `looked-into` is blocked by the network and let through, `looked-at` only seen by the page hook. */
  | { readonly kind: 'looked-into'; readonly because: string }
  | { readonly kind: 'looked-at' | 'untouched' }

type Params = Readonly<Record<string, string>>

/**
 * @param requester the claims of who asks, if it is known
 * @param at when it is asked
 */
export function explainRequest(
  policy: Policy,
  captured: Captured,
  requester?: Claims,
  at: number = Date.now(),
): RequestExplanation {
  const who = vouchedIn(policy, requester)
  const asked = { requester: who === undefined ? undefined : vouchedFacts(who), time: new Date(at) }
  const explained = pageRules(policy).map((rule) => explainRule(rule, captured, asked))
  const matching = explained.filter(({ verdict }) => verdict === 'yes')
  const near = explained.filter(({ verdict, address }) => verdict !== 'yes' && address.kind !== 'none')
  return {
    protection: protectionOf(policy, captured, matching[0], leavesOutFor(policy, captured, requester, at)),
    also: matching.slice(1),
    near,
  }
}

/** Which rules do not count for who asks. */
export function leavesOutFor(
  policy: Policy,
  { method, url }: Captured,
  requester: Claims | undefined,
  at: number,
): LeavesOut {
  return leavesOutAt(vouchedIn(policy, requester), { method, url }, at)
}

/** Claims that name nobody of the policy's issuers say nothing. */
function vouchedIn(policy: Policy, claims: Claims | undefined): Vouched | undefined {
  if (claims === undefined || identityIn(policy, claims) === undefined) return undefined
  const issuer = issuerOfClaims(policy, claims)
  return issuer === undefined ? undefined : { issuer, claims }
}

function protectionOf(
  policy: Policy,
  captured: Captured,
  by: RuleExplanation | undefined,
  leavesOut: LeavesOut,
): Protection {
  const matched = matchRule(policy, captured, [], leavesOut)
  if (by !== undefined && matched !== undefined) {
    const { rule, params } = matched
    return { kind: 'held', by, rule, summary: summarise(rule, params), params }
  }
  const monitored = monitoredBy(policy, captured, leavesOut)
  if (monitored !== undefined) {
    const { rule, also, params } = monitored
    return { kind: 'recorded', by: [rule.id, ...also], summary: summarise(rule, params) }
  }
  const because = blockingRule(policy, captured.method, captured.url)
  if (because !== undefined) return { kind: 'looked-into', because: because.id }
  const method = captured.method.toUpperCase()
  const isSeen = networkRules(policy).some(
    ({ methods, regex }) => methods.includes(method) && new RegExp(regex, 'i').test(captured.url),
  )
  return { kind: isSeen ? 'looked-at' : 'untouched' }
}

/** Who of some people may decide, and whether they are enough. */
export type PeopleExplanation = {
  readonly requester: Identity | undefined
  readonly people: readonly (ApproverExplanation & { readonly name: string })[]
  /** How many of them could count for each part, none where who asks confirms; undefined where it is unknown how many. */
  readonly parts: readonly CountedPart[] | undefined
}

export async function explainPeople(
  policy: Policy,
  rule: Rule,
  captured: Captured,
  people: readonly Claims[],
  requester: Claims | undefined,
  at: number = Date.now(),
): Promise<PeopleExplanation> {
  const action = await makeAction(policy, makeSalt(), captured, leavesOutFor(policy, captured, requester, at))
  const asking = requester === undefined ? undefined : identityIn(policy, requester)
  const explained =
    action === undefined
      ? []
      : people.map((claims) => explainOne(policy, rule, { requester: asking, action, created: at }, claims))
  const able = explained.flatMap(({ verdict, identity, parts }) =>
    verdict === 'yes' && identity !== undefined ? [{ approver: identity, parts }] : [],
  )
  const parts =
    action === undefined ? undefined : countIn(policy, rule, { requester: asking, action, created: at }, able)
  return { requester: asking, people: explained, parts }
}

/** A quorum may be an expression over who asks: of somebody unknown nothing is known. */
function countIn(
  policy: Policy,
  rule: Rule,
  { requester = unknownRequester, action, created }: AskedAbout,
  able: readonly Approver[],
): readonly CountedPart[] | undefined {
  try {
    return countParts(policy, { rule, request: { action, requester, created } }, able)
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'quorum_unknown') return undefined
    throw error
  }
}

// Nobody’s identity: what an expression says of them is unknown, as it has to be.
const unknownRequester = {} as Identity

function explainOne(policy: Policy, rule: Rule, asked: AskedAbout, claims: Claims) {
  const explained = explainApprover(policy, rule, asked, claims)
  const { name, email, subject } = explained.identity ?? {}
  return { ...explained, name: name ?? email ?? subject ?? 'somebody without a name' }
}

function identityIn(policy: Policy, claims: Claims): Identity | undefined {
  const issuer = issuerOfClaims(policy, claims)
  return issuer === undefined ? undefined : identityOf(issuer, claims)
}
