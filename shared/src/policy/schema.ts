import { type Static, Type } from 'typebox'
import { Account } from './account.ts'
import { Approvers, Group, type Approvers as WhoApproves } from './approvers.ts'
import { BreakGlass, type BreakGlass as Glass } from './break-glass.ts'
import { Capabilities } from './capabilities.ts'
import { Delegate, mostDelegates } from './delegate.ts'
import { Emergency } from './emergency.ts'
import { EmergencyKey, mostEmergencyKeys } from './emergency-key.ts'
import { PositionDemand } from './position.ts'
import { reasonFields } from './reason.ts'
import { SeenDemand } from './seen.ts'

/** The three clients that every issuer needs; a token of one is never taken for another (see docs/protocol.md). */
const Clients = Type.Object(
  {
    extension: Type.String({ minLength: 1, description: 'Client of the browser extension: opens requester sessions.' }),
    app: Type.String({ minLength: 1, description: 'Client of the phone app: opens approver sessions.' }),
    approver: Type.String({
      minLength: 1,
      description: 'Client that signs approvals and confirms, and is used for nothing else.',
    }),
  },
  { additionalProperties: false },
)

/** Which claims say who somebody is: each by its name, or by the path to it (`realm_access.roles`). */
const Identity = Type.Object(
  {
    subject: Type.String({
      minLength: 1,
      description: 'Claim that names the account; with pairwise subjects, per client.',
    }),
    person: Type.Optional(
      Type.String({ minLength: 1, description: 'Claim that names the human being, e.g. employee_id.' }),
    ),
    email: Type.Optional(Type.String({ minLength: 1 })),
    name: Type.Optional(Type.String({ minLength: 1 })),
    groups: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
)

export const SigningAlgorithm = Type.Enum(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'])

export const Issuer = Type.Object(
  {
    issuer: Type.String({
      pattern: '^https?://[^\\s?#]+$',
      description: 'The exact issuer string (OpenID Connect Discovery).',
    }),
    name: Type.String({ minLength: 1, maxLength: 60, description: 'What people call it: “Sign in with …”.' }),
    clients: Clients,
    members: Type.Optional(
      Type.String({ minLength: 1, description: 'CEL over `claims`: who belongs to the organisation.' }),
    ),
    identity: Identity,
    algorithms: Type.Array(SigningAlgorithm, { minItems: 1 }),
    subjects: Type.Enum(['pairwise', 'public'], {
      description: '`public`: one account has the same subject in every client.',
    }),
    email: Type.Enum(['unique', 'unproven'], {
      description: '`unique`: two different addresses are two different people.',
    }),
    person_namespace: Type.Optional(
      Type.String({ minLength: 1, description: 'Issuers that share it use one `person` value for one human being.' }),
    ),
    capabilities: Type.Optional(Capabilities),
    flow: Type.Optional(
      Type.Enum(['code', 'id_token'], {
        description: '`id_token`: it comes in the answer itself, for a provider whose token endpoint wants a secret.',
      }),
    ),
  },
  { additionalProperties: false },
)

/** A field name of HTTP (RFC 9110, section 5.1), in lower case. */
export const HeaderName = Type.String({ pattern: '^[a-z0-9!#$%&*+.^_`|~-]+$' })

const Patterns = Type.Array(Type.String({ maxLength: 200 }), {
  minItems: 1,
  maxItems: 50,
  description: 'One of these texts; `*` stands for any text, and case does not count.',
})

/** What a rule says of the body; all of it has to hold. What is open (see docs/protocol.md, section 2) holds. */
const BodyMatch = Type.Object(
  {
    mode: Type.Enum(['strict', 'relaxed'], {
      description: 'strict: the network blocks what is not looked into. relaxed: only what a page script sends is.',
    }),
    json: Type.Optional(
      Type.Array(
        Type.Object(
          { pointer: Type.String({ pattern: '^/', maxLength: 200 }), is: Patterns },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 20 },
      ),
    ),
    form: Type.Optional(
      Type.Array(
        Type.Object(
          { field: Type.String({ minLength: 1, maxLength: 200 }), is: Patterns },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 20 },
      ),
    ),
    graphql: Type.Optional(
      Type.Object(
        { operation: Type.Enum(['query', 'mutation', 'subscription']), fields: Patterns },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)

/** A URL pattern, compiled once by the loader so that every holder matches alike, without an engine of its own. */
export const Match = Type.Object(
  {
    method: Type.String({ pattern: '^[A-Z]{1,20}$' }),
    url: Type.String({ description: 'The WHATWG URLPattern as it was written.' }),
    regex: Type.String({ description: 'The same, over the canonical URL without its fragment.' }),
    names: Type.Array(Type.String(), { description: 'What the capture groups of `regex` are called, in order.' }),
    headers: Type.Optional(
      Type.Array(Type.Object({ name: HeaderName, is: Patterns }, { additionalProperties: false }), {
        minItems: 1,
        maxItems: 20,
        description: 'Headers that the page set, by name in lower case.',
      }),
    ),
    size: Type.Optional(
      Type.Object(
        { at_least: Type.Integer({ minimum: 1, maximum: 1_099_511_627_776, description: 'Bytes of the body.' }) },
        { additionalProperties: false },
      ),
    ),
    mode: Type.Optional(
      Type.Literal('relaxed', { description: 'As the one of the body, where there is no body to look into.' }),
    ),
    body: Type.Optional(BodyMatch),
    no_method_override: Type.Optional(
      Type.Literal(true, { description: 'The console takes no method from a header or a `_method` field.' }),
    ),
  },
  { additionalProperties: false },
)

/** What may differ between what was approved and what is sent: a console makes it anew for each load of its page. */
const PerLoad = Type.Object(
  {
    headers: Type.Optional(Type.Array(HeaderName, { minItems: 1, maxItems: 50 })),
    fields: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        minItems: 1,
        maxItems: 50,
        description: 'JSON pointers (/nonce) and names of form fields.',
      }),
    ),
  },
  { additionalProperties: false },
)

/** A rule that asks other people. */
export const ApprovedRule = Type.Object(
  {
    id: Type.String({ pattern: '^(?:[a-z0-9][a-z0-9-]{0,62}|policy\\.replace)$' }),
    console: Type.String({ minLength: 1, maxLength: 60 }),
    match: Match,
    when: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2_000,
        description: 'CEL over who asks, the action and the time: when the rule counts. Unknown is yes.',
      }),
    ),
    summary: Type.String({ minLength: 1, maxLength: 200 }),
    severity: Type.Enum(['normal', 'high', 'critical']),
    ...reasonFields,
    approvers: Approvers,
    break_glass: Type.Optional(BreakGlass),
    reauth: Type.Union([
      Type.Literal('always'),
      Type.Literal('session'),
      Type.Object({ max_age: Type.Integer({ minimum: 0 }) }, { additionalProperties: false }),
    ]),
    acr: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
    amr: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
    number: Type.Enum(['show', 'ask', 'off']),
    expires: Type.Integer({ minimum: 5, maximum: 86_400, description: 'Seconds for asking.' }),
    execute_within: Type.Integer({ minimum: 5, maximum: 3_600, description: 'Seconds for running it once approved.' }),
    secret_headers: Type.Array(HeaderName, {
      description: 'Header names, lower case, that enter as salted hashes.',
    }),
    redact: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      maxItems: 100,
      description: 'Fields of the body that nobody is shown: JSON pointers (/card/number) and names of form fields.',
    }),
    per_load: Type.Optional(PerLoad),
    compare: Type.Optional(
      Type.Literal(true, {
        description: 'What stands at the address is read before anybody is asked, and the card says what changes.',
      }),
    ),
    seen: Type.Optional(SeenDemand),
    position: Type.Optional(PositionDemand),
    emergency: Type.Optional(Emergency),
  },
  { additionalProperties: false },
)

const { id: _, approvers: __, break_glass: ___, emergency: ____, position: _____, ...common } = ApprovedRule.properties

/** A rule that asks the requester alone, and never about the policy itself. */
export const ConfirmedRule = Type.Object(
  {
    ...common,
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
    self_confirm: Type.Literal(true, {
      description: 'In the place of approvers: the requester signs in anew and confirms that it is they.',
    }),
  },
  { additionalProperties: false },
)

export const Rule = Type.Union([ApprovedRule, ConfirmedRule])

/** The compiled policy: the payload that is signed. */
export const Policy = Type.Object(
  {
    format: Type.Literal('countersign-policy/1'),
    organisation: Type.String({ minLength: 1, maxLength: 60 }),
    version: Type.Integer({ minimum: 1 }),
    valid_until: Type.Integer({ minimum: 0, description: 'Milliseconds since the epoch.' }),
    ask_max_age: Type.Integer({
      minimum: 1,
      maximum: 86_400,
      description: 'Seconds: how old a sign-in may be to ask.',
    }),
    issuers: Type.Array(Issuer, { minItems: 1 }),
    links: Type.Array(Type.Array(Account, { minItems: 2 }), {
      description: 'Accounts that belong to one human being.',
    }),
    groups: Type.Array(Group, { maxItems: 200 }),
    delegates: Type.Optional(
      Type.Array(Delegate, {
        minItems: 1,
        maxItems: mostDelegates,
        description: 'Who decides in whose place, and when.',
      }),
    ),
    emergency_keys: Type.Optional(
      Type.Array(EmergencyKey, {
        minItems: 1,
        maxItems: mostEmergencyKeys,
        description: 'Keys kept offline, for the day on which nobody can be asked.',
      }),
    ),
    rules: Type.Array(Rule, { maxItems: 1_001 }),
    monitored: Type.Optional(
      Type.Array(Rule, {
        minItems: 1,
        maxItems: 1_000,
        description: 'Rules that hold nothing: what they match is recorded, and nobody who verifies looks at them.',
      }),
    ),
  },
  { additionalProperties: false },
)

export type Issuer = Static<typeof Issuer>

/** Who is asked: other people, whose rule may let it go without them, or the requester alone. */
export type Deciders =
  | { readonly approvers: WhoApproves; readonly self_confirm?: undefined; readonly break_glass?: Glass | undefined }
  | { readonly approvers?: undefined; readonly self_confirm: true; readonly break_glass?: undefined }

/** A rule as it is written, or what several of them come to. */
export type Rule = Omit<Static<typeof ApprovedRule>, 'approvers' | 'break_glass'> & Deciders

export type Match = Static<typeof Match>
export type Policy = Omit<Static<typeof Policy>, 'rules' | 'monitored'> & { rules: Rule[]; monitored?: Rule[] }
