import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import dbus, { type ClientInterface } from 'dbus-next'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type NotificationDaemon, startNotificationDaemon } from './daemon.ts'

const dir = await mkdtemp(join(tmpdir(), 'countersign-screen-'))
const probe = await startNotificationDaemon({ dir })
if (probe.kind === 'running') await probe.close()

afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

describe('on a machine without dbus-daemon', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test.for([
    ['with a shell', true],
    ['without one', false],
  ] as const)('%s, one sentence says what to install', async ([, shell]) => {
    const path = await mkdtemp(join(dir, 'path-'))
    if (shell) await symlink('/bin/sh', join(path, 'sh'))
    vi.stubEnv('PATH', path)
    const daemon = await startNotificationDaemon({ dir })
    expect(daemon).toEqual({ kind: 'missing', sentence: expect.stringContaining('apt-get install dbus-daemon') })
  })
})

describe.skipIf(probe.kind === 'missing')('on a machine with dbus-daemon', () => {
  let daemon: NotificationDaemon
  let client: dbus.MessageBus
  let program: ClientInterface

  beforeAll(async () => {
    const started = await startNotificationDaemon({ dir })
    if (started.kind === 'missing') throw new Error(started.sentence)
    daemon = started
    client = dbus.sessionBus({ busAddress: daemon.env.DBUS_SESSION_BUS_ADDRESS })
    const proxy = await client.getProxyObject('org.freedesktop.Notifications', '/org/freedesktop/Notifications')
    program = proxy.getInterface('org.freedesktop.Notifications')
  })

  afterAll(async () => {
    client?.disconnect()
    await daemon?.close()
  })

  test('a notification is recorded with its words, buttons and icon', async () => {
    const id = await notify({ title: 'Title', body: 'Body', actions: ['default', 'Activate', '0', 'Review'] })
    expect(await daemon.shown.first((shown) => shown.id === id)).toMatchObject({
      app: 'program',
      title: 'Title',
      body: 'Body',
      icon: '/icon.png',
      replaces: 0,
      actions: [
        { key: 'default', label: 'Activate' },
        { key: '0', label: 'Review' },
      ],
    })
  })

  test('one that replaces another keeps its place on the screen', async () => {
    const id = await notify({ title: 'Old' })
    expect(await notify({ title: 'New', replaces: id })).toBe(id)
    expect(daemon.open().filter((shown) => shown.id === id)).toMatchObject([{ title: 'New', replaces: id }])
  })

  test('a click reaches the program with its action, and closes the notification', async () => {
    const id = await notify({ title: 'Click', actions: ['default', 'Activate', '0', 'Review'] })
    const signals = nextSignals()
    daemon.click(shownWith(id), '0')
    expect(await signals).toEqual([
      ['ActionInvoked', id, '0'],
      ['NotificationClosed', id, 2],
    ])
    expect(daemon.open().some((shown) => shown.id === id)).toBe(false)
  })

  test('what is not on the screen, or has no such button, cannot be clicked', async () => {
    const id = await notify({ title: 'Plain', actions: ['default', 'Activate'] })
    const notification = shownWith(id)
    expect(() => daemon.click(notification, '0')).toThrow('has no action "0"')
    await program['CloseNotification']?.(id)
    expect(daemon.closed.all.at(-1)).toMatchObject({ id, reason: 3 })
    expect(() => daemon.click(notification)).toThrow('is not on the screen')
  })

  function notify(wanted: { title: string; body?: string; replaces?: number; actions?: string[] }): Promise<number> {
    const { title, body = '', replaces = 0, actions = [] } = wanted
    // The proxy's methods are known at run time only; the specification says that this one returns the id.
    return program['Notify']?.('program', replaces, '/icon.png', title, body, actions, {}, -1) as Promise<number>
  }

  function shownWith(id: number) {
    const found = daemon.open().find((shown) => shown.id === id)
    if (found === undefined) throw new Error(`${id} is not on the screen`)
    return found
  }

  function nextSignals(): Promise<readonly (readonly unknown[])[]> {
    return new Promise((resolve) => {
      let action: readonly unknown[] = []
      program.once('ActionInvoked', (...values: unknown[]) => {
        action = ['ActionInvoked', ...values]
      })
      program.once('NotificationClosed', (...values: unknown[]) => resolve([action, ['NotificationClosed', ...values]]))
    })
  }
})

test.skipIf(probe.kind === 'missing')('the bus ends with its process, even where that is killed', async () => {
  const tsx = join(dirname(createRequire(import.meta.url).resolve('tsx/package.json')), 'dist/loader.mjs')
  const script = `
    import { startSessionBus } from ${JSON.stringify(join(import.meta.dirname, 'session-bus.ts'))}
    process.stdout.write((await startSessionBus(${JSON.stringify(dir)})).address)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--import', tsx, '--input-type=module', '-e', script])
  const address = await new Promise<string>((resolve) => child.stdout.once('data', (bytes) => resolve(String(bytes))))
  const socket = address.slice('unix:path='.length)
  expect(existsSync(socket)).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => existsSync(dirname(socket)), { timeout: 10_000 }).toBe(false)
})
