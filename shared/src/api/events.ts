import { type Static, Type } from 'typebox'
import { RequestStatus } from './views.ts'

/**
 * What an event stream (`GET /v1/events`, text/event-stream) carries. Each `status` is the whole changing part of one
 * request, so that a client which missed some is right again with the next; `cursor` is the SSE `id` to resume from.
 */
export const RelayEvent = Type.Union([
  Type.Object({ event: Type.Literal('ready') }),
  Type.Object({ event: Type.Literal('status'), status: RequestStatus }),
  Type.Object({ event: Type.Literal('policy'), digest: Type.String(), version: Type.Integer() }),
])

export type RelayEvent = Static<typeof RelayEvent>
