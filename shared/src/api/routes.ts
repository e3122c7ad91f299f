import { type Static, type TSchema, Type } from 'typebox'
import { Bundle, EmergencyRecord, ReportedOutcome } from '../log/index.ts'
import {
  ActionRequest,
  Decision,
  Digest,
  Identity,
  IdToken,
  PolicyOffer,
  Proof,
  RequestId,
  Review,
  Salt,
} from '../protocol/index.ts'
import { CoverageReport } from './coverage.ts'
import { MonitoredReport } from './monitored.ts'
import { RequestStatus, RequestView } from './views.ts'

const closed = { additionalProperties: false } as const
const byId = Type.Object({ id: RequestId }, closed)
/** A key's id is a UUID, a subscription's is base64url. */
const byDevice = Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9_-]{22,36}$' }) }, closed)
const nothing = Type.Null()
/** Up to 64 KiB, in base64url. */
const Beside = Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength: 87_382 })

/** A PushSubscription as browsers serialise it (Push API §8). */
export const PushSubscription = Type.Object(
  {
    endpoint: Type.String({ maxLength: 2_048, pattern: '^https://' }),
    expirationTime: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
    keys: Type.Object(
      {
        p256dh: Type.String({ pattern: '^[A-Za-z0-9_-]{87}$' }),
        auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }),
      },
      closed,
    ),
  },
  closed,
)

/** A policy key, for people who compare fingerprints; a client that has an anchor does not look at it. */
const PublicKey = Type.Object({ kty: Type.String(), crv: Type.String(), x: Type.String(), y: Type.String() }, closed)

/** A key by which somebody signed in: a browser's or a phone's. What it says of itself nobody has checked. */
export const Device = Type.Object(
  {
    id: Type.String(),
    role: Type.Enum(['extension', 'app']),
    label: Type.String({ minLength: 1, maxLength: 60, description: 'Browser and system, as it says itself.' }),
    current: Type.Boolean({ description: 'The one that asks.' }),
    installed: Type.Optional(Type.Boolean({ description: 'By the device’s administrator, as it says itself.' })),
    first_seen: Type.Integer(),
    last_seen: Type.Integer({ description: 'Its last sign-in.' }),
    notifications: Type.Optional(
      Type.Object(
        {
          since: Type.Integer(),
          reached: Type.Optional(Type.Integer({ description: 'When it last showed one.' })),
        },
        { ...closed, description: 'Where requests are told to it.' },
      ),
    ),
  },
  closed,
)

/** What a device says of itself as it signs in. */
const OwnWords = Type.Object({ label: Device.properties.label, installed: Device.properties.installed }, closed)

/**
 * Every call of the relay. `session: true` needs an Authorization header `DPoP <token>` and a DPoP proof (RFC 9449).
 * The relay registers exactly these, and the typed client speaks exactly these.
 */
export const routes = {
  policy: route('GET', '/v1/policy', {
    summary: 'The signed policy in force',
    session: false,
    answer: Type.Object({ ...PolicyOffer.properties, policy_key: PublicKey, push_key: Type.String() }, closed),
  }),
  reportPolicyRefusal: route('POST', '/v1/policy/refusals', {
    summary: 'This device refuses the policy that the relay offers',
    session: true,
    body: Type.Object(
      {
        code: Type.String({ pattern: '^[a-z0-9_]{3,60}$' }),
        digest: Digest,
        version: Type.Optional(Type.Integer({ minimum: 1 })),
      },
      closed,
    ),
    answer: nothing,
  }),
  reportCoverage: route('PUT', '/v1/coverage', {
    summary: 'How protected requests came in this browser: counts alone, in place of what it said before',
    session: true,
    body: CoverageReport,
    answer: nothing,
  }),
  reportMonitored: route('POST', '/v1/monitored', {
    summary: 'What monitored rules matched in this browser: it was not held; to say one again changes nothing',
    session: true,
    body: MonitoredReport,
    answer: nothing,
  }),
  policyByDigest: route('GET', '/v1/policies/:digest', {
    summary: 'A policy that is or was in force',
    session: false,
    params: Type.Object({ digest: Digest }, closed),
    answer: PolicyOffer,
  }),
  openSession: route('POST', '/v1/sessions', {
    summary: 'Open a session with a fresh ID token; the DPoP proof names the device key',
    session: false,
    body: Type.Object(
      {
        role: Type.Enum(['extension', 'app']),
        id_token: IdToken,
        salt: Salt,
        device: Type.Optional(OwnWords),
      },
      closed,
    ),
    answer: Type.Object({ token: Type.String(), expires: Type.Integer(), identity: Identity }, closed),
  }),
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
  registerDevice: route('POST', '/v1/devices', {
    summary: 'Register this phone for push',
    session: true,
    body: Type.Object({ label: Type.String({ minLength: 1, maxLength: 60 }), subscription: PushSubscription }, closed),
    answer: nothing,
  }),
  listDevices: route('GET', '/v1/devices', {
    summary: 'My devices: browsers and phones, the last one seen first',
    session: true,
    answer: Type.Object({ devices: Type.Array(Device) }, closed),
  }),
  revokeDevice: route('DELETE', '/v1/devices/:id', {
    summary: 'Revoke a device of mine: its sessions end, its key opens none any more, and what it asked is cancelled',
    session: true,
    params: byDevice,
    answer: nothing,
  }),
  stopNotifications: route('DELETE', '/v1/devices/:id/notifications', {
    summary: 'Tell this device of mine nothing any more',
    session: true,
    params: byDevice,
    answer: nothing,
  }),
  testDevice: route('POST', '/v1/devices/:id/test', {
    summary: 'Send a test notification',
    session: true,
    params: byDevice,
    answer: nothing,
  }),
  acknowledge: route('POST', '/v1/deliveries/:id/shown', {
    summary: 'A service worker has shown the notification; the random id is the permission',
    session: false,
    params: byDevice,
    answer: nothing,
  }),
} as const

export type Device = Static<typeof Device>
export type PushSubscription = Static<typeof PushSubscription>

export type Routes = typeof routes
export type RouteName = keyof Routes

type Shape = {
  readonly summary: string
  readonly session: boolean
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  readonly answer: TSchema
}

function route<Method extends 'GET' | 'POST' | 'PUT' | 'DELETE', Path extends string, const Given extends Shape>(
  method: Method,
  path: Path,
  shape: Given,
) {
  return { method, path, ...shape }
}

type Part<Name extends RouteName, Key extends 'params' | 'query' | 'body'> = Routes[Name] extends {
  readonly [K in Key]: infer Schema extends TSchema
}
  ? { readonly [K in Key]: Static<Schema> }
  : unknown

/** What a call takes: exactly the parts that its route names. */
export type CallOf<Name extends RouteName> = Part<Name, 'params'> & Part<Name, 'query'> & Part<Name, 'body'>

/** What a call gives back. */
export type AnswerOf<Name extends RouteName> = Static<Routes[Name]['answer']>
