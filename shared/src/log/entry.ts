import { type Static, type TProperties, Type } from 'typebox'

const closed = { additionalProperties: false } as const
const text = Type.String({ maxLength: 2_000 })
/** Where its caller was, by the operator's file (ISO 3166-1). */
const country = Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' }))
const digest = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })

/**
 * The leaf of the transparency log: one step of what happened. Each field stands under whoever vouches for it, so
 * that a reader knows whose word it is. Leaves hold digests, codes and times, never names, bodies or tokens: those lie
 * beside the log and can be erased without breaking it.
 */
export const Entry = Type.Union([
  entry('policy.loaded', { relay: Type.Object({ policy: digest, version: Type.Integer() }, closed) }),
  entry('policy.replaced', {
    request: text,
    relay: Type.Object({ policy: digest, version: Type.Integer() }, closed),
  }),
  entry('policy.refused', {
    holder: Type.Object({ code: text, policy: digest, version: Type.Optional(Type.Integer()) }, closed),
    relay: Type.Object({ device: digest }, closed),
  }),
  entry('key.seen', {
    relay: Type.Object({ issuer: text, thumbprint: digest, kid: Type.Optional(text) }, closed),
  }),
  entry('session.opened', {
    idp: Type.Object({ issuer: text, token: digest }, closed),
    relay: Type.Object({ device: digest }, closed),
  }),
  entry('session.ended', { idp: Type.Object({ issuer: text, token: digest }, closed) }),
  entry('device.first_seen', { relay: Type.Object({ device: digest, role: text }, closed) }),
  entry('device.revoked', { relay: Type.Object({ device: digest, by: text }, closed) }),
  entry('device.registered', { relay: Type.Object({ device: text }, closed) }),
  entry('device.removed', { relay: Type.Object({ device: text, why: text }, closed) }),
  entry('action.monitored', {
    holder: Type.Object({ digest, rule: text, policy: digest, at: Type.Integer() }, closed),
    relay: Type.Object({ device: digest }, closed),
  }),
  entry('request.created', {
    request: text,
    holder: Type.Object({ digest, rule: text, policy: digest, created: Type.Integer(), proof: digest }, closed),
    idp: Type.Object({ issuer: text, token: digest }, closed),
    relay: Type.Object({ asked: Type.Integer(), country }, closed),
  }),
  entry('request.reached', { request: text, relay: Type.Object({ device: text, state: text }, closed) }),
  entry('request.opened', { request: text, relay: Type.Object({ device: digest }, closed) }),
  entry('decision.approve', {
    request: text,
    approver: Type.Object({ digest, reason: digest, evidence: digest }, closed),
    idp: Type.Object({ issuer: text, token: digest }, closed),
    // Who was asked then: the people of the stage that this approval opened.
    relay: Type.Object({ state: text, asked: Type.Optional(Type.Integer()), country }, closed),
  }),
  entry('decision.confirm', {
    request: text,
    requester: Type.Object({ digest, reason: digest, evidence: digest }, closed),
    idp: Type.Object({ issuer: text, token: digest }, closed),
    relay: Type.Object({ state: text }, closed),
  }),
  // `told` is the digest over the names of those who were not waited for, which lie beside the log as all names do.
  entry('decision.break-glass', {
    request: text,
    requester: Type.Object({ digest, reason: digest, evidence: digest }, closed),
    idp: Type.Object({ issuer: text, token: digest }, closed),
    relay: Type.Object({ state: text, skipped: Type.Integer(), told: digest, country }, closed),
  }),
  entry('request.emergency', {
    request: text,
    holder: Type.Object(
      { digest, rule: text, policy: digest, created: Type.Integer(), released: Type.Integer(), proof: digest },
      closed,
    ),
    keys: Type.Object({ thumbprints: Type.Array(digest), statements: Type.Array(digest) }, closed),
    idp: Type.Object({ issuer: text, token: digest }, closed),
    relay: Type.Object({ skipped: Type.Integer(), told: digest }, closed),
  }),
  entry('request.reviewed', {
    request: text,
    approver: Type.Object({ digest, evidence: digest }, closed),
    idp: Type.Object({ issuer: text, token: digest }, closed),
    relay: Type.Object({ device: digest, country }, closed),
  }),
  // By the operator: nobody could review it any more. What is written here stays, as in an erasure.
  entry('request.closed', { request: text, relay: Type.Object({ by: text, why: text }, closed) }),
  // Of an approver, or where the rule asks the requester alone, of the requester.
  entry('decision.deny', {
    request: text,
    requester: Type.Object({ digest, evidence: digest }, closed),
    idp: Type.Object({ issuer: text, token: digest }, closed),
    relay: Type.Object({ state: text }, closed),
  }),
  entry('decision.deny', {
    request: text,
    approver: Type.Object({ digest, evidence: digest }, closed),
    idp: Type.Object({ issuer: text, token: digest }, closed),
    relay: Type.Object({ state: text, country }, closed),
  }),
  entry('request.cancelled', { request: text, relay: Type.Object({ device: digest }, closed) }),
  entry('request.expired', { request: text, relay: Type.Object({ from: text }, closed) }),
  entry('request.released', { request: text, relay: Type.Object({ device: digest }, closed) }),
  entry('request.refused', { request: text, holder: Type.Object({ code: text }, closed) }),
  // A policy's replacement, which the relay itself would have put in force.
  entry('request.refused', { request: text, relay: Type.Object({ code: text }, closed) }),
  entry('request.erased', { request: text, relay: Type.Object({ by: text, why: Type.Optional(text) }, closed) }),
  entry('request.outcome', {
    request: text,
    holder: Type.Object(
      {
        kind: text,
        status: Type.Optional(Type.Integer()),
        ms: Type.Optional(Type.Integer()),
        alarm: Type.Optional(text),
      },
      closed,
    ),
  }),
])

export type Entry = Static<typeof Entry>

function entry<Kind extends string, Fields extends TProperties>(kind: Kind, fields: Fields) {
  return Type.Object(
    { format: Type.Literal('countersign-entry/1'), kind: Type.Literal(kind), at: Type.Integer(), ...fields },
    closed,
  )
}
