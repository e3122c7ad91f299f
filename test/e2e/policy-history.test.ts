import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jcs } from '@countersign/shared/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { APP_CLIENT } from '../lab/idp/clients.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { signInDevice } from '../lab/relay/device.ts'
import { askToDelete, runOnce, signInRequester } from '../lab/relay/run-once.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'

// A security team compares the next policy with what was asked under the present one, beside a running relay.

let directory: Temporary
let world: World

beforeAll(async () => {
  directory = await temporaryDirectory()
  world = await startWorld({ directory: directory.path })
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
