import { type Static, Type } from 'typebox'
import { Identity, IdToken, Salt } from '../protocol/index.ts'
import { nothing, route } from './route.ts'

const closed = { additionalProperties: false } as const
/** A key's id is a UUID, a subscription's is base64url. */
const byDevice = Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9_-]{22,36}$' }) }, closed)

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

/** A person's browsers and phones, from their sign-in to what is sent to them. */
export const deviceRoutes = {
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
