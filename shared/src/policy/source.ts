import { type Static, Type } from 'typebox'
import { recordOf } from '../protocol/record-of.ts'
import { ApproversSource, GroupSource } from './approvers-source.ts'
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

const Scalar = Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()])
const PatternSource = Type.Union([Scalar, Type.Array(Scalar, { minItems: 1, maxItems: 50 })], {
  description: 'A text or one of several; `*` stands for any text, `"*"` alone says that it is there at all.',
})

const bodyFields = ruleFields.match.properties.body.properties

/** What the body must say, all of it: `json` by JSON pointer, `form` by name of the field, `graphql` by root field. */
const BodySource = Type.Object(
  {
    mode: Type.Optional(bodyFields.mode),
    json: Type.Optional(recordOf(PatternSource)),
    form: Type.Optional(recordOf(PatternSource)),
    graphql: Type.Optional(
      Type.Object({ operation: bodyFields.graphql.properties.operation, field: PatternSource }, closed),
    ),
  },
  closed,
)

const MatchSource = Type.Object(
  {
    method: ruleFields.match.properties.method,
    url: ruleFields.match.properties.url,
    body: Type.Optional(BodySource),
    no_method_override: ruleFields.match.properties.no_method_override,
  },
  closed,
)

export type BodySource = Static<typeof BodySource>
export type PatternSource = Static<typeof PatternSource>

const RuleSource = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
    console: ruleFields.console,
    match: MatchSource,
    summary: ruleFields.summary,
    severity: Type.Optional(ruleFields.severity),
    reason: Type.Optional(ruleFields.reason),
    approvers: Type.Optional(ApproversSource),
    self_confirm: Type.Optional(ConfirmedRule.properties.self_confirm),
    reauth: Type.Optional(ruleFields.reauth),
    acr: ruleFields.acr,
    amr: ruleFields.amr,
    number: Type.Optional(ruleFields.number),
    expires: Type.Optional(Duration),
    execute_within: Type.Optional(Duration),
    secret_headers: Type.Optional(ruleFields.secret_headers),
    redact: Type.Optional(ruleFields.redact),
    per_load: ruleFields.per_load,
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
