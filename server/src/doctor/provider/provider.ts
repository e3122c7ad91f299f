import { type Group, type Issuer, mayApproveUnder, type Policy, type Rule } from '@countersign/shared/policy'

/** What is asked of an identity provider: by a policy, or by the client ids alone where there is none yet. */
export type Provider = {
  readonly issuer: string
  /** What the policy says of it. */
  readonly entry: Issuer | undefined
  /** The rules whose approvals it would sign. */
  readonly rules: readonly Rule[]
  readonly groups: readonly Group[]
  /** How many other providers the policy names. */
  readonly others: number
  readonly algorithms: Issuer['algorithms']
  readonly clients: Partial<Issuer['clients']>
  readonly redirects: Redirects
}

/** Where each client's answers go. */
export type Redirects = Partial<Readonly<Record<keyof Issuer['clients'], string>>>

/** What was given beside the policy. */
export type Given = {
  readonly clients: Partial<Issuer['clients']>
  /** Origin of the phone app. */
  readonly app: string | undefined
  readonly extensionRedirect: string | undefined
}

export function providerOf(issuer: string, policy: Policy | undefined, given: Given): Provider {
  const entry = policy?.issuers.find((candidate) => candidate.issuer === issuer)
  const { app, extensionRedirect } = given
  return {
    issuer,
    entry,
    rules: policy === undefined ? [] : rulesOf(policy, issuer),
    groups: policy?.groups ?? [],
    others: (policy?.issuers.length ?? 1) - 1,
    algorithms: entry?.algorithms ?? ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'],
    clients: { ...entry?.clients, ...given.clients },
    redirects: {
      ...(extensionRedirect === undefined ? {} : { extension: extensionRedirect }),
      ...(app === undefined ? {} : { app: `${app}/callback`, approver: `${app}/callback` }),
    },
  }
}

/** Of a rule that only people of other providers can approve nothing is asked here; to confirm, whoever asks is asked. */
function rulesOf(policy: Policy, issuer: string): readonly Rule[] {
  return policy.rules.filter(({ approvers }) => approvers === undefined || mayApproveUnder(policy, approvers, issuer))
}
