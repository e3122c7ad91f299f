import { type Static, Type } from 'typebox'
import { recordOf } from '../encoding/record-of.ts'
import { ApproversSource, GroupSource } from './approvers-source.ts'
import { BreakGlassSource } from './break-glass-source.ts'
import { DelegatesSource } from './delegate-source.ts'
import { EmergencyKeysSource, emergencySource } from './emergency-source.ts'
import { MatchSource } from './match-source.ts'
import { PositionSource } from './position-source.ts'
import { ReasonSource } from './reason-source.ts'
import { ApprovedRule, ConfirmedRule, Policy, SigningAlgorithm } from './schema.ts'

const closed = { additionalProperties: false } as const
const Duration = Type.Union([Type.Integer({ minimum: 1 }), Type.String({ pattern: '^[1-9][0-9]*[smh]$' })], {
  description: 'Seconds, or a number with s, m or h.',
})

const fields = Policy.properties
const issuerFields = fields.issuers.items.properties
const ruleFields = ApprovedRule.properties

const IssuerSource = Type.Object(
  {
    issuer: issuerFields.issuer,
    name: Type.Optional(issuerFields.name),
    clients: issuerFields.clients,
    members: issuerFields.members,
    identity: issuerFields.identity,
    algorithms: Type.Optional(Type.Array(SigningAlgorithm, { minItems: 1 })),
    subjects: Type.Optional(issuerFields.subjects),
    email: Type.Optional(issuerFields.email),
    person_namespace: issuerFields.person_namespace,
    capabilities: issuerFields.capabilities,
    flow: issuerFields.flow,
  },
  closed,
)

const RuleSource = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
    console: ruleFields.console,
    match: MatchSource,
    when: ruleFields.when,
    summary: ruleFields.summary,
    severity: Type.Optional(ruleFields.severity),
    reason: Type.Optional(ReasonSource),
    approvers: Type.Optional(ApproversSource),
    self_confirm: Type.Optional(ConfirmedRule.properties.self_confirm),
    break_glass: Type.Optional(BreakGlassSource),
    reauth: Type.Optional(ruleFields.reauth),
    acr: ruleFields.acr,
    amr: ruleFields.amr,
    number: Type.Optional(ruleFields.number),
    expires: Type.Optional(Duration),
    execute_within: Type.Optional(Duration),
    secret_headers: Type.Optional(ruleFields.secret_headers),
    redact: Type.Optional(ruleFields.redact),
    per_load: ruleFields.per_load,
    compare: ruleFields.compare,
    monitor: Type.Optional(
      Type.Literal(true, {
        description: 'Nothing is held yet: what the rule matches goes on at once, and is recorded.',
      }),
    ),
    seen: ruleFields.seen,
    position: Type.Optional(PositionSource),
    emergency: Type.Optional(emergencySource(Duration)),
  },
  closed,
)

/** Who may put the next version in force without the policy key; absent: nobody. */
const ReplaceSource = Type.Object(
  {
    approvers: ApproversSource,
    reauth: Type.Optional(ruleFields.reauth),
    acr: ruleFields.acr,
    amr: ruleFields.amr,
    number: Type.Optional(ruleFields.number),
    expires: Type.Optional(Duration),
    execute_within: Type.Optional(Duration),
    seen: ruleFields.seen,
  },
  closed,
)

/** What a security engineer writes: `policy.yaml`. */
export const PolicySource = Type.Object(
  {
    organisation: fields.organisation,
    version: fields.version,
    valid_until: Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description: 'The last day on which it is valid (UTC).',
    }),
    ask_max_age: Type.Optional(Duration),
    issuers: Type.Array(IssuerSource, { minItems: 1 }),
    links: Type.Optional(fields.links),
    groups: Type.Optional(recordOf(GroupSource)),
    delegates: Type.Optional(DelegatesSource),
    emergency_keys: Type.Optional(EmergencyKeysSource),
    replace: Type.Optional(ReplaceSource),
    rules: Type.Array(RuleSource, { minItems: 1, maxItems: 1000 }),
  },
  closed,
)

export type PolicySource = Static<typeof PolicySource>

/** A duration as it may be written, in seconds. */
export function seconds(duration: number | string): number {
  if (typeof duration === 'number') return duration
  const unit = { s: 1, m: 60, h: 3_600 }[duration.at(-1) ?? 's'] ?? 1
  return Number(duration.slice(0, -1)) * unit
}
