import { randomUUID } from 'node:crypto'
import { makeSalt } from '@countersign/shared/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../server/src/db/connect.ts'
import { makeEndedSessions } from '../../server/src/identity/ended/ended-sessions.ts'
import { signLoadEvidence } from '../lab/relay/load-evidence.ts'
import { makeScriptedRequest } from '../lab/relay/scripted-request.ts'
import {
  type EndedStage,
  follow,
  forged,
  list,
  origin,
  seconds,
  setEndedStage,
  subjectOf,
  unsigned,
} from './ended-stage.ts'

// A provider ends sessions by a logout token: one node hears of it, both act on it, and nobody else can say it.

let stage: EndedStage

beforeAll(async () => {
  stage = await setEndedStage()
})

afterAll(() => stage?.close())

const ended = { code: 'session_ended', status: 401 }

describe('a logout token', () => {
  test('ends the sessions of an account in that client: on the other node, too', async () => {
    const [requester, app] = [await stage.signIn('E1'), await stage.signIn('E1', 'app')]
    const somebody = await stage.signIn('E2')
    const closed = await follow(requester, 1)

    const answer = await post(await logoutToken({ sub: subjectOf(requester) }))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.text()).toBe('')
    await expect(list(requester, 0)).rejects.toMatchObject(ended)
    await closed()
    await expect(list(requester, 1)).rejects.toMatchObject(ended)
    for (const other of [app, somebody]) await Promise.all([list(other, 0), list(other, 1)])
  })

  test('is on every node before anything is claimed there, whether or not it has been told', async () => {
    const [requester, approver] = [await stage.signIn('E3'), await stage.signIn('E4', 'app')]
    const made = await makeScriptedRequest(requester, stage.trusted, {
      method: 'DELETE',
      url: `${origin}/api/users/u-1`,
      headers: [],
      body: { kind: 'none' },
    })
    const { request, proof, digest } = made
    await requester.client.call('createRequest', { body: { request, proof } })
    const params = { id: request.id }
    const evidence = await signLoadEvidence(stage.issuer, 'E4', digest)
    expect((await approver.client.call('decide', { params, body: evidence })).state).toBe('approved')

    // Written by a node that tells nobody.
    await stage.sql`
      INSERT INTO session_ends (sender, jti, issuer, subject, at, issued)
      VALUES ('a silent node', 'j', ${stage.issuer.issuer}, ${subjectOf(requester)}, ${Date.now()}, 0)`
    await expect(requester.on[1].call('claimRequest', { params, body: { claim: makeSalt() } })).rejects.toMatchObject(
      ended,
    )
    expect(await stage.sql`SELECT state FROM requests WHERE id = ${request.id}`).toEqual([{ state: 'approved' }])
  })

  test('counts once: what comes again ends nobody who has signed in since', async () => {
    const before = await stage.signIn('E5')
    const token = await logoutToken({ sub: subjectOf(before) })
    expect((await post(token)).status).toBe(200)
    const after = await stage.signIn(before.id)
    const again = await post(token)
    expect(again.status).toBe(400)
    expect(await again.json()).toMatchObject({ error: 'invalid_request' })
    const [{ jti }] = await stage.sql<[{ jti: string }]>`SELECT jti FROM session_ends ORDER BY id DESC LIMIT 1`
    expect((await post(await logoutToken({ sub: subjectOf(after), jti }))).status).toBe(400)
    await list(after, 0)
  })

  test('is logged by its digest, without a name', async () => {
    const requester = await stage.signIn('E6')
    await post(await logoutToken({ sub: subjectOf(requester) }))
    const [{ leaf }] = await stage.sql<[{ leaf: string }]>`SELECT leaf FROM entries ORDER BY seq DESC LIMIT 1`
    expect(JSON.parse(leaf)).toMatchObject({ kind: 'session.ended', idp: { issuer: stage.issuer.issuer } })
    expect(leaf).not.toContain('E6')
  })

  test.each<[string, (sub: string) => Promise<string>]>([
    ['signed with another key', async (sub) => forged(await logoutToken({ sub }))],
    ['unsigned', async (sub) => unsigned(await logoutToken({ sub }))],
    ['of the transmitter, which is no provider', (sub) => stage.transmitter.say(logoutClaims({ sub }), logoutHeader)],
    [
      'of somebody else in the provider’s name',
      (sub) => stage.transmitter.say(logoutClaims({ iss: stage.issuer.issuer, sub }), logoutHeader),
    ],
    ['of another client', (sub) => logoutToken({ sub, aud: 'somebody-else' })],
    ['with a nonce', (sub) => logoutToken({ sub, nonce: 'n' })],
    ['without an event', (sub) => logoutToken({ sub, events: undefined })],
    ['of tomorrow', (sub) => logoutToken({ sub, iat: seconds() + 86_400, exp: seconds() + 90_000 })],
    ['of yesterday', (sub) => logoutToken({ sub, iat: seconds() - 86_400 })],
    ['that is an event of the other kind', (sub) => logoutToken({ sub }, { typ: 'secevent+jwt' })],
    ['that is no token', async () => 'a.b.c'],
  ])('%s ends nothing', async (_, make) => {
    const requester = await stage.signIn('E7')
    const before = await stage.countEnds()
    const answer = await post(await make(subjectOf(requester)))
    expect(answer.status).toBe(400)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.json()).toMatchObject({ error: 'invalid_request' })
    expect(await stage.countEnds()).toBe(before)
    await list(requester, 0)
  })

  test('is not an ID token, and an ID token is none', async () => {
    const requester = await stage.signIn('E8')
    expect((await post(requester.idToken)).status).toBe(400)
    await list(requester, 0)
  })

  test.each([
    ['nothing', '', 400],
    ['two of them', 'logout_token=a.b.c&logout_token=a.b.c', 400],
    ['a megabyte', `logout_token=${'a'.repeat(1_000_000)}`, 413],
  ])('%s is refused before anything is read of it', async (_, body, status) => {
    expect((await postForm(body)).status).toBe(status)
  })

  test('comes as a form and in no other way', async () => {
    const headers = { 'content-type': 'application/json' }
    const sent = await fetch(logoutUrl(), { method: 'POST', headers, body: '{"logout_token":"a.b.c"}' })
    expect(sent.status).toBe(415)
  })
})

test('what can concern nobody any more is forgotten, by the database and by the node', async () => {
  const db = connect(stage.databaseUrl, 1)
  try {
    const sessions = makeEndedSessions(db, () => Date.now() + 26 * 3_600_000)
    await sessions.refresh()
    expect(await stage.countEnds()).toBeGreaterThan(0)
    await sessions.forgetOld()
    expect(await stage.countEnds()).toBe(0)
  } finally {
    await db.end()
  }
})

const logoutHeader = { typ: 'logout+jwt' }
const logoutUrl = () => `${stage.nodes[0]}/v1/back-channel-logout`

function logoutClaims(changes: object) {
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const times = { iat: seconds(), exp: seconds() + 120 }
  return { aud: 'countersign-extension', jti: randomUUID(), events, ...times, ...changes }
}

function logoutToken(changes: object, header: Readonly<Record<string, unknown>> = logoutHeader): Promise<string> {
  return stage.issuer.say(logoutClaims(changes), header)
}

function post(token: string): Promise<Response> {
  return postForm(new URLSearchParams({ logout_token: token }).toString())
}

function postForm(body: string): Promise<Response> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return fetch(logoutUrl(), { method: 'POST', headers, body })
}
