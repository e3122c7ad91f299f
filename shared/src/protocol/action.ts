import { type Static, Type } from 'typebox'
import { recordOf } from '../encoding/record-of.ts'
import { canonicalUrl, type LeavesOut, matchRule, namesOf, type Policy, type Rule, summarise } from '../policy/index.ts'
import { Digest, type Salt } from './brands.ts'
import { sha256 } from './digest.ts'
import { digestForm, type FormEntry, formDataSize } from './form-data.ts'
import { hiddenHash } from './hidden.ts'
import { redactBytes } from './redact.ts'

/** The type that a body says it has. */
export const ContentType = Type.String({ maxLength: 200 })

/** How many headers an action names. */
export const mostHeaders = 100

/** A header as it will be sent, or the salted hash of one that is secret. */
export const ActionHeader = Type.Union([
  Type.Object({ name: Type.String({ maxLength: 200 }), value: Type.String({ maxLength: 8_192 }) }, closed()),
  Type.Object({ name: Type.String({ maxLength: 200 }), hidden: Digest }, closed()),
])

/** The values that a rule hides: which field, and its salted hash. */
const HiddenFields = Type.Array(Type.Object({ field: Type.String({ maxLength: 200 }), hidden: Digest }, closed()), {
  maxItems: 1_000,
})

/**
 * `redacted` is the body of a rule that hides fields: bound as a whole by a salted hash, and in what may be read of it
 * by a digest; without `shown` it could not be taken apart, and nothing of it is read.
 */
export const ActionBody = Type.Union([
  Type.Object({ kind: Type.Literal('bytes'), digest: Digest, size: byteCount(), type: ContentType }, closed()),
  Type.Object(
    {
      kind: Type.Literal('redacted'),
      hidden: Digest,
      size: byteCount(),
      type: ContentType,
      shown: Type.Optional(Type.Object({ digest: Digest, size: byteCount() }, closed())),
      fields: HiddenFields,
    },
    closed(),
  ),
  Type.Object(
    {
      kind: Type.Literal('form-data'),
      digest: Digest,
      size: byteCount(),
      entries: Type.Integer({ minimum: 0 }),
      fields: Type.Optional(HiddenFields),
    },
    closed(),
  ),
])

/** One concrete HTTP request that a rule matched, as it will be sent. `also` names the other rules that match it. */
export const Action = Type.Object(
  {
    rule: Type.String({ maxLength: 63 }),
    also: Type.Optional(Type.Array(Type.String({ maxLength: 63 }), { minItems: 1, maxItems: 1_000 })),
    method: Type.String({ pattern: '^[A-Z]{1,20}$' }),
    url: Type.String({ maxLength: 8_192 }),
    headers: Type.Array(ActionHeader, { maxItems: mostHeaders }),
    body: Type.Optional(ActionBody),
    summary: Type.String({ maxLength: 10_000 }),
    params: recordOf(Type.String({ maxLength: 8_192 })),
  },
  closed(),
)

export type Action = Static<typeof Action>
export type ActionHeader = Static<typeof ActionHeader>
export type ActionBody = Static<typeof ActionBody>

/** What the page was about to send. `headers` are those that the page set, not those that the browser adds. */
export type Captured = {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: CapturedBody
}

export type CapturedBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string }
  | { readonly kind: 'form-data'; readonly entries: readonly FormEntry[] }

/**
 * The action for what a page was about to send, or undefined when no rule protects it. A pure function of the policy,
 * the holder's salt and the capture.
 *
 * @param leavesOut the rules that do not count, as their `when` says; see `leavesOutAt`
 */
export async function makeAction(
  policy: Policy,
  salt: Salt,
  captured: Captured,
  leavesOut?: LeavesOut,
): Promise<Action | undefined> {
  const url = canonicalUrl(captured.url)
  const matched = url === undefined ? undefined : matchRule(policy, captured, [], leavesOut)
  if (url === undefined || matched === undefined) return undefined
  const body = await describeBody(matched.rule, salt, captured.body)
  return {
    ...namesOf(matched),
    method: captured.method.toUpperCase(),
    url,
    headers: await describeHeaders(matched.rule, salt, captured.headers),
    ...(body === undefined ? {} : { body }),
    summary: summarise(matched.rule, matched.params),
    params: matched.params,
  }
}

async function describeBody(rule: Rule, salt: Salt, body: CapturedBody): Promise<ActionBody | undefined> {
  if (body.kind === 'none') return undefined
  if (body.kind === 'form-data') return describeForm(rule, salt, body.entries)
  const { bytes, type } = body
  if (rule.redact.length === 0) return { kind: 'bytes', digest: await sha256(bytes), size: bytes.length, type }
  const { shown, fields } = await redactBytes(rule.redact, salt, bytes, type)
  const readable = shown === undefined ? {} : { shown: { digest: await sha256(shown), size: shown.length } }
  const hidden = await hiddenHash(salt, 'body', bytes)
  return { kind: 'redacted', hidden, size: bytes.length, type, ...readable, fields: [...fields] }
}

async function describeForm(rule: Rule, salt: Salt, entries: readonly FormEntry[]): Promise<ActionBody> {
  const { digest, fields } = await digestForm(rule.redact, salt, entries)
  const hidden = rule.redact.length === 0 ? {} : { fields: [...fields] }
  return { kind: 'form-data', digest, size: formDataSize(entries), entries: entries.length, ...hidden }
}

/** The part of a body that may be read, as the action names it; undefined where there is none. */
export function readablePart(
  body: ActionBody | undefined,
): { readonly digest: Digest; readonly size: number } | undefined {
  if (body?.kind === 'redacted') return body.shown
  return body?.kind === 'bytes' ? body : undefined
}

/** What may travel beside the request for people to read: the body without what its rule hides. */
export async function readableBody(
  rule: Rule,
  salt: Salt,
  body: CapturedBody,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (body.kind !== 'bytes') return undefined
  if (rule.redact.length === 0) return body.bytes
  return (await redactBytes(rule.redact, salt, body.bytes, body.type)).shown
}

function describeHeaders(rule: Rule, salt: Salt, headers: Captured['headers']): Promise<ActionHeader[]> {
  const sorted = headers
    .map(([name, value]) => [name.toLowerCase(), trimmed(value)] as const)
    .sort(([left], [right]) => (left === right ? 0 : left < right ? -1 : 1))
  return Promise.all(sorted.map(([name, value]) => describeHeader(rule, salt, name, value)))
}

/** Browsers cut HTTP's white space (https://fetch.spec.whatwg.org/#concept-header-value-normalize), and no other. */
function trimmed(value: string): string {
  let [start, end] = [0, value.length]
  while (start < end && '\t\n\r '.includes(value.charAt(start))) start += 1
  while (end > start && '\t\n\r '.includes(value.charAt(end - 1))) end -= 1
  return value.slice(start, end)
}

async function describeHeader(rule: Rule, salt: Salt, name: string, value: string): Promise<ActionHeader> {
  if (!isSecretHeader(rule, name)) return { name, value }
  return { name, hidden: await hiddenHash(salt, `header:${name}`, value) }
}

/** Credentials and CSRF tokens are hidden by default; a rule can name more. */
export function isSecretHeader(rule: Pick<Rule, 'secret_headers'>, name: string): boolean {
  return /^(?:authorization|proxy-authorization|cookie)$|csrf|xsrf/.test(name) || rule.secret_headers.includes(name)
}

function closed() {
  return { additionalProperties: false } as const
}

function byteCount() {
  return Type.Integer({ minimum: 0, maximum: 1_099_511_627_776 })
}
