import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { patience } from './scene.ts'
import { type Asked, type StagedNodes, type StagedPerson, setStagedNodes } from './staged-nodes.ts'

// Two nodes on one PostgreSQL. Whoever comes in a later stage hears nothing before it is their turn, and then once.

const inGroup = (group: string) => `when: "'${group}' in approver.groups"`
const rules = (console: string) =>
  [
    ['one', 1, 'security'],
    ['two', 2, 'security'],
    ['nobody', 1, 'board'],
  ]
    .map(
      ([name, quorum, later]) => `  - id: of-${name}
    console: Acme Admin
    match: { method: DELETE, url: "${console}/${name}/:thing" }
    summary: "Delete {thing}"
    approvers:
      all:
        - { name: Team leads, ${inGroup('platform-leads')}, quorum: ${quorum} }
        - { name: Later, ${inGroup(`${later}`)}, stage: 2 }
`,
    )
    .join('')

let nodes: StagedNodes
let leads: readonly StagedPerson[]
let guard: StagedPerson

beforeAll(async () => {
  nodes = await setStagedNodes(rules)
  const people: StagedPerson[] = []
  for (const id of ['L1', 'L2', 'L3', 'L4', 'L5', 'L6']) people.push(await nodes.signIn(id, ['platform-leads']))
  leads = people
  guard = await nodes.signIn('G1', ['security'])
})

afterAll(() => nodes?.close())

const lead = (index: number): StagedPerson => {
  const found = leads[index]
  if (found === undefined) throw new Error('there are six')
  return found
}
const notYet = { code: 'stage_not_open', status: 409 }
const nothing = { code: 'not_found', status: 404 }

describe('while the first stage lacks its quorum', () => {
  let asked: Asked

  beforeAll(async () => {
    asked = await nodes.ask('/two/a')
    await lead(0).approve(asked, 1)
  })

  test('the second is neither asked nor told', async () => {
    expect(await peopleAsked(asked)).toEqual(leads.map(({ id }) => `p:${id}`))
    expect(asked.status.reached.map(({ name }) => name)).toEqual(leads.map(({ id }) => id))
    expect(await guard.pending()).toEqual([])
    await expect.poll(() => messagesTo(lead(1), asked), patience).toBe(1)
    expect(await deliveriesTo(guard, asked)).toBe(0)
    expect(messagesTo(guard, asked)).toBe(0)
  })

  test('it reads, approves and denies nothing, and hears why; a stranger hears that there is nothing', async () => {
    const params = { id: asked.id }
    for (const node of [0, 1] as const) {
      await expect(guard.on[node].call('readRequest', { params })).rejects.toMatchObject(notYet)
      await expect(guard.approve(asked, node)).rejects.toMatchObject(notYet)
    }
    await expect(guard.deny(asked)).rejects.toMatchObject(notYet)
    const stranger = await nodes.signIn('S1', ['visitors'])
    await expect(stranger.on[0].call('readRequest', { params })).rejects.toMatchObject(nothing)
    await expect(stranger.approve(asked)).rejects.toMatchObject(nothing)
    expect((await nodes.statusOf(asked)).decisions).toHaveLength(1)
  })

  test('who was asked as one of the first and signs as one of the second is too early', async () => {
    await expect(lead(5).approve(asked, 0, ['security'])).rejects.toMatchObject(notYet)
  })

  test('who signs in for the first time and is of the second is not asked either, until it is their turn', async () => {
    const another = await nodes.ask('/one/b')
    const newcomer = await nodes.signIn('G2', ['security'])
    expect(await newcomer.pending()).toEqual([])
    await lead(0).approve(another, 1)
    expect(await newcomer.pending()).toEqual([another.id])
    await expect.poll(() => messagesTo(newcomer, another), patience).toBe(1)

    const latest = await nodes.signIn('G3', ['security'])
    expect(await latest.pending()).toEqual([another.id])
    expect(await deliveriesTo(latest, another)).toBe(0)
  })
})

test('the approval that completes the first stage asks the second, and what they decide counts', async () => {
  const asked = await nodes.ask('/two/c')
  await lead(0).approve(asked, 0)
  await lead(1).approve(asked, 1)
  expect(await guard.pending()).toContain(asked.id)
  await expect.poll(() => messagesTo(guard, asked), patience).toBe(1)
  const approvals = await nodes.sql<{ relay: object }[]>`
    SELECT leaf::jsonb->'relay' AS relay FROM entries
    WHERE request = ${asked.id} AND leaf::jsonb->>'kind' = 'decision.approve' ORDER BY seq`
  expect(approvals.map(({ relay }) => relay)).toEqual([{ state: 'pending' }, { state: 'pending', asked: 3 }])
  await guard.approve(asked, 1)
  expect((await nodes.statusOf(asked)).state).toBe('approved')
})

test('a deny of the first stage ends it, and the second is never told of it; who comes by themselves hears that it is over', async () => {
  const asked = await nodes.ask('/one/d')
  await lead(2).deny(asked)
  expect((await nodes.statusOf(asked)).state).toBe('denied')
  const params = { id: asked.id }
  const over = { code: 'request_not_pending', state: 'denied', status: 409 }
  await expect(guard.on[0].call('readRequest', { params })).rejects.toMatchObject(over)
  await expect(guard.approve(asked)).rejects.toMatchObject(over)
  const stranger = await nodes.signIn('S2', ['visitors'])
  await expect(stranger.on[0].call('readRequest', { params })).rejects.toMatchObject(nothing)
  expect(await deliveriesTo(guard, asked)).toBe(0)
  expect(await peopleAsked(asked)).not.toContain('p:G1')
})

test('a later stage that nobody can fill is said as soon as it is asked', async () => {
  const { status } = await nodes.ask('/nobody/e')
  expect(status.progress).toEqual([
    { given: 0, reachable: 1 },
    { given: 0, reachable: 0 },
  ])
  expect((await nodes.ask('/one/f')).status.progress.map(({ reachable }) => reachable)).toEqual([1, 1])
})

test.each(['one', 'two'])(
  'leads of /%s who approve at the same moment on both nodes ask the second stage once',
  async (name) => {
    for (let round = 0; round < 5; round += 1) {
      const asked = await nodes.ask(`/${name}/round-${round}`)
      await Promise.all(leads.map((person, index) => person.approve(asked, index % 2 === 0 ? 0 : 1)))
      expect((await nodes.statusOf(asked)).decisions).toHaveLength(leads.length)
      expect(await deliveriesTo(guard, asked)).toBe(1)
      await expect.poll(() => messagesTo(guard, asked), patience).toBe(1)
      const entries = await nodes.sql`
      SELECT FROM entries WHERE request = ${asked.id} AND leaf::jsonb->'relay'->>'asked' IS NOT NULL
        AND leaf::jsonb->>'kind' = 'decision.approve'`
      expect(entries).toHaveLength(1)
      await guard.approve(asked)
      expect((await nodes.statusOf(asked)).state).toBe('approved')
    }
  },
)

/** The keys of those who may read it because they may decide it, without their issuer. */
async function peopleAsked({ id }: Asked): Promise<readonly string[]> {
  const rows = await nodes.sql<{ person: string }[]>`SELECT person FROM asked WHERE request = ${id} ORDER BY person`
  return rows.map(({ person }) => `p:${person.split(':').at(-1)}`)
}

async function deliveriesTo({ id: person }: StagedPerson, { id }: Asked): Promise<number> {
  const rows = await nodes.sql`SELECT FROM deliveries WHERE request = ${id} AND person LIKE ${`%:${person}`}`
  return rows.length
}

/** How many messages about it have come to their phone. */
function messagesTo({ phone }: StagedPerson, { id }: Asked): number {
  return phone.received.all.filter(({ text }) => text.includes(id)).length
}
