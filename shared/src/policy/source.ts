import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import { compileCondition } from './conditions.ts'
import { type Issuer, Policy, type Rule, SigningAlgorithm } from './schema.ts'
import { compileUrlPattern } from './url-pattern.ts'

const closed = { additionalProperties: false } as const
const Duration = Type.Union([Type.Integer({ minimum: 1 }), Type.String({ pattern: '^[1-9][0-9]*[smh]$' })], {
  description: 'Seconds, or a number with s, m or h.',
})

const fields = Policy.properties
const issuerFields = fields.issuers.items.properties
const ruleFields = fields.rules.items.properties

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
  },
  closed,
)

const RuleSource = Type.Object(
  {
    id: ruleFields.id,
    console: ruleFields.console,
    match: Type.Object({ method: ruleFields.match.properties.method, url: ruleFields.match.properties.url }, closed),
    summary: ruleFields.summary,
    severity: Type.Optional(ruleFields.severity),
    reason: Type.Optional(ruleFields.reason),
    approvers: Type.Object(
      {
        when: ruleFields.approvers.properties.when,
        quorum: Type.Optional(ruleFields.approvers.properties.quorum),
        exclude: ruleFields.approvers.properties.exclude,
      },
      closed,
    ),
    reauth: Type.Optional(ruleFields.reauth),
    acr: ruleFields.acr,
    amr: ruleFields.amr,
    number: Type.Optional(ruleFields.number),
    expires: Type.Optional(Duration),
    execute_within: Type.Optional(Duration),
    secret_headers: Type.Optional(ruleFields.secret_headers),
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
    rules: Type.Array(RuleSource, { minItems: 1, maxItems: 1000 }),
  },
  closed,
)

export type PolicySource = Static<typeof PolicySource>

/** What is wrong, and where: the path of member names and indexes leads to the place in the file. */
export type PolicyFault = { readonly path: readonly (string | number)[]; readonly message: string }

export type Compiled =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly faults: readonly PolicyFault[] }

/** The compiled policy, or everything that is wrong with the source. */
export function compilePolicy(source: unknown): Compiled {
  if (!Value.Check(PolicySource, source)) return { ok: false, faults: shapeFaults(source) }
  const faults = [...dateFaults(source), ...issuerFaults(source), ...ruleFaults(source)]
  if (faults.length > 0) return { ok: false, faults }
  return { ok: true, policy: compile(source) }
}

function shapeFaults(source: unknown): PolicyFault[] {
  return Value.Errors(PolicySource, source)
    .filter(({ keyword }) => keyword !== 'anyOf')
    .map(({ instancePath, message, params }) => {
      const path = instancePath.split('/').slice(1).map(pathStep)
      const extra = 'additionalProperties' in params ? params.additionalProperties[0] : undefined
      return extra === undefined
        ? { path, message }
        : { path: [...path, extra], message: `"${extra}" is not a known member` }
    })
}

function pathStep(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')
}

function dateFaults({ valid_until }: PolicySource): PolicyFault[] {
  return Number.isNaN(endOfDay(valid_until)) ? [{ path: ['valid_until'], message: 'is not a date' }] : []
}

function issuerFaults({ issuers }: PolicySource): PolicyFault[] {
  return issuers.flatMap(({ issuer, members, clients }, index) => {
    const path = ['issuers', index]
    const twice = issuers.findIndex((other) => other.issuer === issuer) < index
    const ids = Object.values(clients)
    return [
      ...(twice ? [{ path: [...path, 'issuer'], message: 'stands twice' }] : []),
      ...(new Set(ids).size < ids.length
        ? [{ path: [...path, 'clients'], message: 'must be three different clients' }]
        : []),
      ...(members === undefined
        ? [{ path, message: 'needs "members": without it everybody with an account there would belong to you' }]
        : conditionFaults(members, 'members', [...path, 'members'])),
    ]
  })
}

function ruleFaults({ rules }: PolicySource): PolicyFault[] {
  return rules.flatMap((rule, index) => {
    const path = ['rules', index]
    const twice = rules.findIndex(({ id }) => id === rule.id) < index
    return [
      ...(twice ? [{ path: [...path, 'id'], message: 'stands twice' }] : []),
      ...urlFaults(rule, path),
      ...conditionFaults(rule.approvers.when, 'approvers', [...path, 'approvers', 'when']),
      ...(rule.approvers.exclude === undefined
        ? []
        : conditionFaults(rule.approvers.exclude, 'approvers', [...path, 'approvers', 'exclude'])),
    ]
  })
}

function urlFaults(
  { match, summary }: PolicySource['rules'][number],
  path: readonly (string | number)[],
): PolicyFault[] {
  try {
    const { names } = compileUrlPattern(match.url)
    const unknown = [...summary.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) => (names.includes(name) ? [] : [name]))
    return unknown.map((name) => ({ path: [...path, 'summary'], message: `the URL pattern has no ":${name}"` }))
  } catch (error) {
    return [{ path: [...path, 'match', 'url'], message: messageOf(error) }]
  }
}

function conditionFaults(
  source: string,
  vocabulary: 'members' | 'approvers',
  path: readonly (string | number)[],
): PolicyFault[] {
  try {
    compileCondition(source, vocabulary)
    return []
  } catch (error) {
    return [{ path, message: messageOf(error) }]
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function compile(source: PolicySource): Policy {
  return {
    format: 'countersign-policy/1',
    organisation: source.organisation,
    version: source.version,
    valid_until: endOfDay(source.valid_until),
    ask_max_age: seconds(source.ask_max_age ?? 600),
    issuers: source.issuers.map(compileIssuer),
    links: source.links ?? [],
    rules: source.rules.map(compileRule),
  }
}

function compileIssuer(source: PolicySource['issuers'][number]): Issuer {
  return {
    ...source,
    name: source.name ?? new URL(source.issuer).hostname,
    algorithms: source.algorithms ?? ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'],
    subjects: source.subjects ?? 'pairwise',
    email: source.email ?? 'unproven',
  }
}

function compileRule(source: PolicySource['rules'][number]): Rule {
  const { regex, names } = compileUrlPattern(source.match.url)
  return {
    ...source,
    match: { ...source.match, regex, names: [...names] },
    severity: source.severity ?? 'normal',
    reason: source.reason ?? 'optional',
    approvers: { ...source.approvers, quorum: source.approvers.quorum ?? 1 },
    reauth: source.reauth ?? 'always',
    number: source.number ?? 'show',
    expires: seconds(source.expires ?? 600),
    execute_within: seconds(source.execute_within ?? 60),
    secret_headers: source.secret_headers ?? [],
  }
}

function endOfDay(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) + 86_400_000
}

function seconds(duration: number | string): number {
  if (typeof duration === 'number') return duration
  const unit = { s: 1, m: 60, h: 3_600 }[duration.at(-1) ?? 's'] ?? 1
  return Number(duration.slice(0, -1)) * unit
}
