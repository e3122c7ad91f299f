import { randomUUID } from 'node:crypto'
import { sessionRevoked } from '@countersign/shared/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  audience,
  authorization,
  type EndedStage,
  follow,
  forged,
  list,
  type OnBoth,
  seconds,
  setEndedStage,
  subjectOf,
  unsigned,
} from './ended-stage.ts'

// A transmitter whom the operator names ends sessions by an event: one node hears of it, both act on it.

let stage: EndedStage

beforeAll(async () => {
  stage = await setEndedStage()
})

afterAll(() => stage?.close())

const ended = { code: 'session_ended', status: 401 }

describe('a security event', () => {
  test('ends the sessions of an account in every client, on both nodes, and is acknowledged with nothing', async () => {
    const requester = await stage.signIn('E10')
    const closed = await follow(requester, 1)
    const answer = await push(await event({ sub_id: accountOf(requester) }))
    expect([answer.status, await answer.text()]).toEqual([202, ''])
    await expect(list(requester, 0)).rejects.toMatchObject(ended)
    await closed()
    await expect(list(requester, 1)).rejects.toMatchObject(ended)
  })

  test('names somebody by an address where addresses are unique: in both clients', async () => {
    const [requester, app] = [await stage.signIn('e11'), await stage.signIn('e11', 'app')]
    const somebody = await stage.signIn('e12')
    const user = { format: 'email', email: 'E11@Acme.example' }
    expect((await push(await event({ sub_id: { format: 'complex', user } }))).status).toBe(202)
    await expect(list(requester, 0)).rejects.toMatchObject(ended)
    await expect(list(app, 0)).rejects.toMatchObject(ended)
    await list(somebody, 0)
  })

  test('that comes again is acknowledged again, and ends nobody who has signed in since', async () => {
    const before = await stage.signIn('E13')
    const token = await event({ sub_id: accountOf(before) })
    expect((await push(token)).status).toBe(202)
    const after = await stage.signIn(before.id)
    expect((await push(token)).status).toBe(202)
    await list(after, 0)
  })

  test('that was long on its way ends nobody who has signed in since', async () => {
    const requester = await stage.signIn('E14')
    const iat = seconds() - 3_600
    expect((await push(await event({ sub_id: accountOf(requester), iat }))).status).toBe(202)
    await list(requester, 0)
  })

  test.each([
    ['of an unknown type', { events: { 'https://schemas.openid.net/secevent/ssf/event-type/verification': {} } }],
    ['about somebody of another issuer', { sub_id: { format: 'iss_sub', iss: 'https://x.example', sub: 's' } }],
    ['about somebody named in an unknown way', { sub_id: { format: 'phone_number', phone_number: '+1' } }],
  ])('%s is acknowledged and does nothing', async (_, changes) => {
    const before = await stage.countEnds()
    expect((await push(await event(changes))).status).toBe(202)
    expect(await stage.countEnds()).toBe(before)
  })

  test.each<[string, () => Promise<string>, string]>([
    ['of somebody who is no transmitter', () => stage.issuer.say(eventClaims({}), eventHeader), 'invalid_issuer'],
    ['for another receiver', () => event({ aud: 'https://another.example' }), 'invalid_audience'],
    ['signed with another key', async () => forged(await event({})), 'invalid_key'],
    ['unsigned', async () => unsigned(await event({})), 'invalid_key'],
    ['that names nobody', () => event({ sub_id: undefined }), 'invalid_request'],
    ['that is a logout token', () => event({}, { typ: 'logout+jwt' }), 'invalid_request'],
    ['that is no token', async () => 'nonsense', 'invalid_request'],
  ])('%s is refused', async (_, make, err) => {
    const before = await stage.countEnds()
    const answer = await push(await make())
    expect([answer.status, answer.headers.get('content-language')]).toEqual([400, 'en'])
    expect(await answer.json()).toMatchObject({ err })
    expect(await stage.countEnds()).toBe(before)
  })

  test.each(['', 'Bearer', `${authorization}.`])('with the header “%s” is not looked at', async (header) => {
    const answer = await push(await event({}), header)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ err: 'authentication_failed' })
  })
})

const eventHeader = { typ: 'secevent+jwt' }

function eventClaims(changes: object) {
  const sub_id = { format: 'iss_sub', iss: stage.issuer.issuer, sub: 'nobody' }
  return { aud: audience, jti: randomUUID(), iat: seconds(), sub_id, events: { [sessionRevoked]: {} }, ...changes }
}

function event(changes: object, header: Readonly<Record<string, unknown>> = eventHeader): Promise<string> {
  return stage.transmitter.say(eventClaims(changes), header)
}

function push(token: string, header = authorization): Promise<Response> {
  const headers = { 'content-type': 'application/secevent+jwt', authorization: header }
  return fetch(`${stage.nodes[0]}/v1/security-events`, { method: 'POST', headers, body: token })
}

function accountOf(who: OnBoth) {
  return { format: 'iss_sub', iss: stage.issuer.issuer, sub: subjectOf(who) }
}
