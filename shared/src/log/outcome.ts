import { type Static, Type } from 'typebox'
import { Digest } from '../protocol/index.ts'
import { alarms } from './alarm.ts'

const closed = { additionalProperties: false } as const
const alarm = Type.Optional(Type.Enum([...alarms]))

/** Digest of the action as it was really sent, where a second try carried another CSRF token than the approved one. */
const sent = Type.Optional(Digest)

export const RequestState = Type.Enum([
  'pending',
  'approved',
  'confirmed',
  'broken',
  'released',
  'denied',
  'expired',
  'cancelled',
])

/** What the console answered to the released request, as its holder reports it; and what the holder saw besides. */
export const ReportedOutcome = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('answered'),
      status: Type.Integer({ minimum: 100, maximum: 599 }),
      ms: Type.Integer({ minimum: 0 }),
      sent,
      alarm,
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('failed'), ms: Type.Integer({ minimum: 0 }), sent, alarm }, closed),
  Type.Object({ kind: Type.Literal('unknown'), alarm }, closed),
])

/** How a released request ended. A policy's replacement has no console: the relay itself puts it in force. */
export const Outcome = Type.Union([
  ...ReportedOutcome.anyOf,
  Type.Object({ kind: Type.Literal('in_force'), version: Type.Integer({ minimum: 1 }) }, closed),
])

export type RequestState = Static<typeof RequestState>
export type ReportedOutcome = Static<typeof ReportedOutcome>
export type Outcome = Static<typeof Outcome>
