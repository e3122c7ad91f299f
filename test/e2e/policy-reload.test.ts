import { type ChildProcess, spawn } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RelayEvent } from '@countersign/shared/api'
import type { Policy } from '@countersign/shared/policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { program } from '../lab/relay/command-line.ts'
import { signLoadEvidence } from '../lab/relay/load-evidence.ts'
import { type Caller, consoleOrigin, type Nodes, startNodes } from '../lab/relay/nodes.ts'
import { makeScriptedRequest } from '../lab/relay/scripted-request.ts'
import { freePort } from '../lab/stage/free-port.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { patience } from './scene.ts'

// An operator writes another policy file while the relay runs. Nobody restarts anything.

let directory: Temporary
let nodes: Nodes
let requester: Caller
let lead: Caller
let child: ChildProcess | undefined

beforeAll(async () => {
  directory = await temporaryDirectory()
  nodes = await startNodes(directory.path)
  requester = await nodes.signIn('extension', { id: 'requester', groups: [] })
  lead = await nodes.signIn('app', { id: 'lead', groups: ['platform-leads'] })
})

afterAll(async () => {
  child?.kill('SIGKILL')
  await nodes?.close()
  await directory?.remove()
})

test('a newer file is in force at both nodes, open streams hear of it, and what waits is decided under the old one', async () => {
  const [one, two] = nodes.nodes
  const heard = [listen(requester, 0), listen(requester, 1)]
  for (const { events } of heard) await expect.poll(() => events, patience).toContainEqual({ event: 'ready' })
  const { request, digest } = await ask(0)
  await one.give(await nodes.sign(2, { rules: nodes.policy.rules.filter(({ id }) => id !== 'delete-user') }))
  await expect.poll(versions, patience).toEqual([2, 2])
  for (const { events } of heard) {
    await expect.poll(() => events, patience).toContainEqual(expect.objectContaining({ event: 'policy', version: 2 }))
  }
  for (const { stop } of heard) stop()
  await expect(ask(1)).rejects.toThrow('No rule protects this.')
  const body = await signLoadEvidence(nodes.issuer, 'lead', digest)
  const status = await lead.at[1]?.call('decide', { params: { id: request.id }, body })
  expect(status?.state).toBe('approved')
  expect(await two.health()).toEqual({ ok: true, policy: { version: 2 } })
})

test.each([
  ['an older version', () => nodes.sign(1)],
  ['another policy of the version in force', () => nodes.sign(2, { organisation: 'Acme again' })],
  ['half of a signed policy', async () => (await nodes.sign(3)).slice(0, -300)],
  ['nothing', async () => ''],
  ['a source that nobody signed', () => readFile(join(directory.path, 'policy/policy.yaml'), 'utf8')],
])('%s changes nothing, health says that it is refused, and the next good file ends that', async (_, text) => {
  const [one] = nodes.nodes
  const before = await readFile(one.policyFile, 'utf8')
  // Not renamed over it this time, but written into it.
  await writeFile(one.policyFile, await text())
  await expect
    .poll(one.health, patience)
    .toMatchObject({ policy: { version: 2, file_refused_since: expect.anything() } })
  expect(await versions()).toEqual([2, 2])
  await writeFile(one.policyFile, before)
  await expect.poll(one.health, patience).toEqual({ ok: true, policy: { version: 2 } })
})

test('nor does a file that is taken away', async () => {
  const [one] = nodes.nodes
  const before = await readFile(one.policyFile, 'utf8')
  await rm(one.policyFile)
  await expect
    .poll(one.health, patience)
    .toMatchObject({ policy: { version: 2, file_refused_since: expect.anything() } })
  await one.give(before)
  await expect.poll(one.health, patience).toEqual({ ok: true, policy: { version: 2 } })
})

test('while policies follow one another, every request is judged by the one whose digest it carries, and none is lost', async () => {
  const last = 24
  const approvers = [await signInApprover(0), await signInApprover(1)] as const
  let isOver = false
  let mismatches = 0
  const judged = new Set<number>()

  /** Even versions are decided by the one, odd ones by the other. */
  async function reload(): Promise<void> {
    for (let version = 4; version <= last; version += 1) {
      const node = nodes.nodes[version % 2]
      await node?.give(await nodes.sign(version, { rules: decidedBy(version % 2) }))
      await node?.relay.reloadPolicy()
    }
    isOver = true
  }

  /** Asks at one node for what the other offers, which may be a moment behind or ahead. */
  async function work(worker: number): Promise<void> {
    for (let round = worker; !isOver; round += 1) {
      const asked = await ask(round % 2, nodes.nodes[(round >> 1) % 2]).catch((error: unknown) => {
        if (!isMismatch(error)) throw error
        mismatches += 1
      })
      if (asked === undefined) continue
      const parity = asked.version % 2
      const params = { id: asked.request.id }
      const [right, wrong] = parity === 0 ? approvers : [approvers[1], approvers[0]]
      const evidence = await signLoadEvidence(nodes.issuer, wrong.id, asked.digest)
      await expect(wrong.caller.at[round % 2]?.call('decide', { params, body: evidence })).rejects.toMatchObject({
        code: 'not_found',
      })
      const body = await signLoadEvidence(nodes.issuer, right.id, asked.digest)
      const status = await right.caller.at[(round + 1) % 2]?.call('decide', { params, body })
      expect(status?.state).toBe('approved')
      judged.add(asked.version)
    }
  }

  await nodes.nodes[0].give(await nodes.sign(3, { rules: decidedBy(1) }))
  await expect.poll(versions, patience).toEqual([3, 3])
  await Promise.all([reload(), ...Array.from({ length: 6 }, (_, worker) => work(worker))])
  await expect.poll(versions, patience).toEqual([last, last])
  console.log(`${judged.size} versions judged, ${mismatches} requests came too late for theirs`)
  expect(judged.size).toBeGreaterThan(5)
})

test('the process takes SIGHUP for a look at its file, and its log says line and column', async () => {
  const policyFile = join(directory.path, 'own.yaml')
  const source = await readFile(join(directory.path, 'policy/policy.yaml'), 'utf8')
  const at = (version: number) => source.replace('version: 1', `version: ${version}`)
  await writeFile(policyFile, at(1_000))
  const output = await serve(policyFile)
  const broken = at(1_001).replace('summary: ', 'colour: red\n    summary: ')
  await writeFile(policyFile, broken)
  const refused = /the policy file is refused, and version 1000 stays in force: \S*own\.yaml:\d+:\d+ rules\.0\.?\S* /g
  await expect.poll(() => output().match(refused)?.length, patience).toBe(1)
  child?.kill('SIGHUP')
  await expect.poll(() => output().match(refused)?.length, patience).toBe(2)
  await writeFile(policyFile, at(1_001))
  await expect.poll(output, patience).toMatch(/version 1001 of the policy is in force, from \S*own\.yaml/)
  expect(child?.exitCode).toBeNull()
})

function versions(): Promise<readonly number[]> {
  return Promise.all(nodes.nodes.map(async (node) => (await node.offered()).policy.version))
}

const none = { kind: 'none' } as const
let asked = 0

/** Asks one node, under what a node offers. */
async function ask(at: number, under = nodes.nodes[at]) {
  if (under === undefined) throw new Error('there are two nodes')
  const trusted = await under.offered()
  asked += 1
  const url = `${consoleOrigin}/api/users/u-${asked}`
  const made = await makeScriptedRequest(requester.device, trusted, { method: 'DELETE', url, headers: [], body: none })
  const { request, proof } = made
  await requester.at[at]?.call('createRequest', { body: { request, proof } })
  return { ...made, version: trusted.policy.version }
}

function isMismatch(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'request_policy_mismatch'
}

async function signInApprover(which: number) {
  const id = `approver-${which}`
  return { id, caller: await nodes.signIn('app', { id, groups: ['platform-leads'] }) }
}

/** The demo's rules, with one approver. */
function decidedBy(which: number): Policy['rules'] {
  return nodes.policy.rules.map((rule) => {
    if (rule.approvers === undefined) return rule
    const parts = rule.approvers.parts.map((part) => ({
      ...part,
      when: `approver.email == 'approver-${which}@acme.example'`,
    }))
    return { ...rule, approvers: { ...rule.approvers, parts } }
  })
}

function listen({ at }: Caller, node: number) {
  const events: RelayEvent[] = []
  const end = new AbortController()
  const client = at[node]
  const read = async () => {
    if (client === undefined) throw new Error('there are two nodes')
    for await (const { event } of client.events(undefined, end.signal)) events.push(event)
  }
  read().catch((error: unknown) => {
    if (!end.signal.aborted) throw error
  })
  return { events, stop: () => end.abort() }
}

/** A relay of its own process, with a source that it signs itself. */
async function serve(policyFile: string): Promise<() => string> {
  const port = await freePort()
  child = spawn(process.execPath, ['--import', 'tsx', program, 'serve'], {
    env: {
      ...process.env,
      DATABASE_URL: nodes.databaseUrl,
      COUNTERSIGN_SECRET: nodes.secret,
      COUNTERSIGN_PUBLIC_URL: `http://127.0.0.1:${port}`,
      COUNTERSIGN_PORT: String(port),
      COUNTERSIGN_POLICY: policyFile,
      COUNTERSIGN_DATA: join(directory.path, 'own'),
    },
  })
  let said = ''
  child.stdout?.on('data', (chunk) => (said += chunk))
  child.stderr?.on('data', (chunk) => (said += chunk))
  // A process of its own is there when the machine has the time.
  await expect.poll(() => said, { ...patience, timeout: 60_000 }).toContain('Ctrl-C stops it.')
  return () => said
}
