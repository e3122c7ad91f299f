import { Type } from 'typebox'
import { Bundle, EmergencyRecord, ReportedOutcome } from '../log/index.ts'
import { ActionRequest, Decision, Proof, RequestId, Review, Salt } from '../protocol/index.ts'
import { nothing, route } from './route.ts'
import { RequestStatus, RequestView } from './views.ts'

const closed = { additionalProperties: false } as const
const byId = Type.Object({ id: RequestId }, closed)
/** Up to 64 KiB, in base64url. */
const Beside = Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength: 87_382 })

/** A request from asking to its outcome, and its review. */
export const requestRoutes = {
  createRequest: route('POST', '/v1/requests', {
    summary: 'Ask: one call with request, proof and held bytes',
    session: true,
    body: Type.Object(
      {
        request: ActionRequest,
        proof: Proof,
        body: Type.Optional(Beside),
        before: Type.Optional(Beside),
      },
      closed,
    ),
    answer: RequestStatus,
  }),
  listRequests: route('GET', '/v1/requests', {
    summary: 'What waits for me to decide, and what I asked, newest first',
    session: true,
    query: Type.Object({ which: Type.Enum(['to-decide', 'mine', 'decided', 'to-review']) }, closed),
    answer: Type.Object({ requests: Type.Array(RequestView) }, closed),
  }),
  readRequest: route('GET', '/v1/requests/:id', {
    summary: 'One request',
    session: true,
    params: byId,
    answer: RequestView,
  }),
  readBundle: route('GET', '/v1/requests/:id/bundle', {
    summary: 'Everything that proves one request, to be verified alone and offline',
    session: true,
    params: byId,
    answer: Bundle,
  }),
  openRequest: route('POST', '/v1/requests/:id/opened', {
    summary: 'An approver has the card on the screen',
    session: true,
    params: byId,
    answer: nothing,
  }),
  decide: route('POST', '/v1/requests/:id/decisions', {
    summary: 'Approve, confirm or go without approval, with evidence; or deny',
    session: true,
    params: byId,
    body: Decision,
    answer: RequestStatus,
  }),
  review: route('POST', '/v1/requests/:id/review', {
    summary: 'Somebody who could have approved it has looked at what went without; the first one counts',
    session: true,
    params: byId,
    body: Review,
    answer: RequestStatus,
  }),
  reportEmergency: route('PUT', '/v1/emergencies/:id', {
    summary: 'Emergency keys have released this without an approval; to say it again changes nothing but the outcome',
    session: true,
    params: byId,
    body: Type.Object(
      {
        request: ActionRequest,
        proof: Proof,
        body: Type.Optional(Beside),
        ...EmergencyRecord.properties,
        outcome: Type.Optional(ReportedOutcome),
      },
      closed,
    ),
    answer: RequestStatus,
  }),
  cancelRequest: route('POST', '/v1/requests/:id/cancel', {
    summary: 'The requester gives up',
    session: true,
    params: byId,
    answer: RequestStatus,
  }),
  claimRequest: route('POST', '/v1/requests/:id/claim', {
    summary:
      'approved, confirmed or broken → released, at most once, by the device that asked; the same claim may be repeated',
    session: true,
    params: byId,
    body: Type.Object({ claim: Salt }, closed),
    answer: nothing,
  }),
  refuseRequest: route('POST', '/v1/requests/:id/refusals', {
    summary: 'The holder found a check that fails; nothing is released',
    session: true,
    params: byId,
    body: Type.Object({ code: Type.String({ pattern: '^[a-z_]{3,60}$' }) }, closed),
    answer: nothing,
  }),
  reportOutcome: route('POST', '/v1/requests/:id/outcome', {
    summary: 'What the console answered',
    session: true,
    params: byId,
    body: ReportedOutcome,
    answer: RequestStatus,
  }),
} as const
