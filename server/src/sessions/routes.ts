import type { CallOf } from '@countersign/shared/api'
import { ruleOf } from '@countersign/shared/policy'
import {
  type ActionRequest,
  type Claims,
  IssuerUnreachable,
  nameOf,
  openPartsOf,
  type SignedIn,
  sha256,
  verifySignIn,
} from '@countersign/shared/protocol'
import { makeDeviceId } from '../devices/device-id.ts'
import { keepKey } from '../devices/key-store.ts'
import { proveKey } from '../identity/authenticate.ts'
import { asApprover, canBeAsked, personKey } from '../identity/people.ts'
import { type Session, sessionLifetime, writeSession } from '../identity/session-token.ts'
import { keepRequesterSignIn, keepSignIn } from '../identity/store.ts'
import { leaf } from '../log/leaf.ts'
import { Refusal } from '../refusal.ts'
import type { Relay } from '../relay.ts'
import { readWaiting, type Waiting } from '../requests/waiting-store.ts'
import type { Register } from '../route.ts'

export function sessionRoutes(register: Register): void {
  register('openSession', async ({ relay, body, http }) => {
    const jkt = await proveKey(relay, http, undefined)
    const now = relay.now()
    const signedIn = await verifySession(relay, body, jkt)
    const { identity, claims } = signedIn
    const person = personKey(identity)
    const session: Session = { role: body.role, jkt, person, identity, claims, expires: now + sessionLifetime }
    // The sign-in may be one that the provider has ended meanwhile, the key one that its owner has revoked.
    await Promise.all([relay.ended.demandOpen(session), relay.revoked.demandGood(jkt)])
    await keep(relay, body, signedIn, person, jkt, now)
    await keepDevice(relay, body, signedIn, person, jkt, now)
    return { token: writeSession(relay.secret.sessionKey, session), expires: session.expires, identity }
  })
}

async function verifySession(relay: Relay, body: CallOf<'openSession'>['body'], jkt: string): Promise<SignedIn> {
  const { policy } = relay.policies.current()
  try {
    const keys = await relay.keys.keysFor(body.id_token, policy)
    return await verifySignIn({ ...body, jkt, now: relay.now() }, policy, keys)
  } catch (cause) {
    if (cause instanceof IssuerUnreachable) throw new Refusal('issuer_unreachable', { cause })
    throw cause
  }
}

async function keep(
  relay: Relay,
  body: CallOf<'openSession'>['body'],
  { identity, claims, issuer }: SignedIn,
  key: string,
  jkt: string,
  now: number,
): Promise<void> {
  const token = await sha256(body.id_token)
  const entry = leaf({ kind: 'session.opened', at: now, idp: { issuer: issuer.issuer, token }, relay: { device: jkt } })
  if (body.role === 'extension') return keepRequesterSignIn(relay.db, entry)
  const mayDecide = (await readWaiting(relay.db, relay.now()))
    .filter((waiting) => isAskedNow(relay, waiting, { iss: identity.iss, claims }))
    .map(({ id }) => id)
  const name = nameOf(identity)
  await keepSignIn(relay.db, { key, iss: identity.iss, name, claims, now, leaf: entry, mayDecide })
  await relay.people.refresh()
  relay.hub.wakeForPeople()
}

/** By which key: its people and the operator see it, and can revoke it. */
function keepDevice(
  { db }: Relay,
  { role, device }: CallOf<'openSession'>['body'],
  { identity }: SignedIn,
  person: string,
  jkt: string,
  now: number,
): Promise<void> {
  const entry = leaf({ kind: 'device.first_seen', at: now, relay: { device: jkt, role } })
  const of = { id: makeDeviceId(), person, name: nameOf(identity), jkt, role }
  return keepKey(db, { ...of, label: device?.label, installed: device?.installed, now, leaf: entry })
}

/**
 * What already waits when somebody signs in who was not known, or not eligible, when it was asked. What waits for a review
 * waits for everybody who could have been asked, whenever.
 */
function isAskedNow(
  relay: Relay,
  { state, request: text, approvals }: Waiting,
  person: { iss: string; claims: Claims },
): boolean {
  const request: ActionRequest = JSON.parse(text)
  const policy = relay.policies.find(request.policy)?.policy
  const rule = policy === undefined ? undefined : ruleOf(policy, request.action)
  if (policy === undefined || rule === undefined) return false
  if (state !== 'pending') return asApprover(policy, rule, request, person) !== undefined
  return canBeAsked(openPartsOf(policy, { rule, request }, approvals), policy, rule, request, person)
}
