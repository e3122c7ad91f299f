import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jcs, makeSalt } from '@countersign/shared/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { APP_CLIENT } from '../lab/idp/clients.ts'
import type { DemoOrigins } from '../lab/policy/demo-policy.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { signInDevice } from '../lab/relay/device.ts'
import { askToDelete, runOnce, signInRequester } from '../lab/relay/run-once.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'

// A security team compares the next policy with what was asked under the present one, beside a running relay.

let directory: Temporary
let world: World

const monitored = ({ console }: DemoOrigins) => `  - id: tried
    monitor: true
    console: Acme Admin
    match: { method: DELETE, url: "${console}/api/teams/:team" }
    summary: "Delete team {team}"
    approvers: { when: "'platform-leads' in approver.groups" }
  - id: tried-by-content
    monitor: true
    console: Acme Admin
    match: { method: POST, url: "${console}/api/teams", body: { json: { "/op": drop } } }
    summary: "Drop teams"
    approvers: { when: "'platform-leads' in approver.groups" }
`

beforeAll(async () => {
  directory = await temporaryDirectory()
  world = await startWorld({ directory: directory.path, firstRules: monitored })
  const { relayUrl: relay, issuer, appRedirect: redirectUri } = world
  await signInDevice({ relay, issuer, clientId: APP_CLIENT, redirectUri, role: 'app', username: 'approver-1' })
  const requester = await signInRequester(world)
  await askToDelete(world, requester, { user: 'u-1' })
  await askToDelete(world, requester, { user: 'u-2', body: { kind: 'none' } })
  const erased = await runOnce(world, requester)
  await inRelay('requests', 'erase', erased, '--by', 'Data protection')
})

afterAll(async () => {
  await world?.close()
  await directory?.remove()
})

test('policy diff --history says which requests that were asked would have gone differently, and who would be told', async () => {
  const { policy } = world.trusted
  const rules = policy.rules.map((rule) =>
    rule.id === 'delete-user'
      ? { ...rule, approvers: { ...rule.approvers, parts: [{ name: 'Nobody', when: 'false', quorum: 1 }] } }
      : rule,
  )
  const [before, after] = [join(directory.path, 'before.json'), join(directory.path, 'after.json')]
  await writeFile(before, jcs(policy))
  await writeFile(after, jcs({ ...policy, version: policy.version + 1, rules }))

  const said = await inRelay('policy', 'diff', before, after, '--history')
  expect(said).toContain('2 requests in one day, of which 2 would have gone differently')
  expect(said).toMatch(/2 {2}delete-user: other approvers {2}\(such as: Delete user u-1\)/)
  expect(said).toMatch(/Prompts a day by approver.*\n {2}First approver +2\.0 +0\.0/)

  const { history } = JSON.parse(await inRelay('policy', 'diff', before, after, '--history', '7', '--json'))
  expect(history.rules).toEqual([{ name: 'delete-user', before: 2, after: 2 }])
})

test('and what monitored rules recorded of what the next policy would have held', async () => {
  const { policy, digest } = world.trusted
  const { monitored: tried = [], ...others } = policy
  const [before, after, changed] = ['old', 'new', 'changed'].map((name) => join(directory.path, `${name}.json`))
  if (before === undefined || after === undefined || changed === undefined) throw new Error('there are three')
  const next = { ...others, version: policy.version + 1 }
  await writeFile(before, jcs(policy))
  await writeFile(after, jcs({ ...next, rules: [...tried, ...policy.rules] }))
  const byOther = tried.map((rule) => ({ ...rule, id: `${rule.id}-anew` }))
  await writeFile(changed, jcs({ ...next, rules: [...byOther, ...policy.rules] }))

  const requester = await signInRequester(world)
  const origin = world.console.origin
  const seen = { id: makeSalt(), at: Date.now(), open: false }
  const actions = [
    { ...seen, rules: ['tried'], method: 'DELETE', url: `${origin}/api/teams/t-1` },
    { ...seen, id: makeSalt(), rules: ['tried-by-content'], method: 'POST', url: `${origin}/api/teams` },
  ]
  await requester.client.call('reportMonitored', { body: { policy: digest, actions } })

  const said = await inRelay('policy', 'diff', before, after, '--history')
  expect(said).toContain('Monitored rules recorded 2 requests in one day, of which 2 would have been held')
  expect(said).toMatch(/By day \(UTC\) +held +unsure\n {2}\d{4}-\d\d-\d\d +2 +0\n/)
  expect(said).toMatch(/Prompts a day more, by person\n {2}First approver +2\.0\n/)
  expect(said).toContain('no content and no header')
  const { history } = JSON.parse(await inRelay('policy', 'diff', before, changed, '--history', '--json'))
  expect(history.monitored).toMatchObject({ recorded: 2, held: 1, unsure: 1, unasked: 0 })
  const same = JSON.parse(await inRelay('policy', 'diff', before, before, '--history', '--json'))
  expect(same.history.monitored).toMatchObject({ recorded: 2, held: 0, unsure: 0, people: [] })
})

test('the schema that editors read is the same from the relay and from the command line', async () => {
  const served = await (await fetch(`${world.relayUrl}/policy.schema.json`)).json()
  expect(served.required).toContain('rules')
  expect(served).toEqual(JSON.parse(await inRelay('policy', 'schema')))
})

async function inRelay(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await countersign(args, { DATABASE_URL: world.relay().databaseUrl })
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}
