import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildExtension } from '../../../extension/build/build.ts'
import { buildPhoneApp, builtDirectory } from '../../../pwa/build/build.ts'
import { findChromium } from '../browser/find-chromium.ts'
import { type NotificationDaemon, startNotificationDaemon } from '../notifications/daemon.ts'
import { type PushService, startPushService } from '../push-service/push-service.ts'
import { startWorld, type World } from '../stage/world.ts'
import type { Progress } from './progress.ts'

/** Everything that the demo needs, running. */
export type Stage = {
  readonly world: World
  readonly pushService: PushService
  /** Undefined where this machine has no notification bus; then the app is opened by hand. */
  readonly notifications: NotificationDaemon | undefined
  readonly executablePath: string
  readonly directory: string
  readonly progress: Progress
  /** To be closed before the rest; added as they open. */
  readonly browsers: { close: () => Promise<void> }[]
  readonly close: () => Promise<void>
}

export type CurtainOptions = { readonly directory: string; readonly needsBrowser: boolean; readonly progress: Progress }

const ports = { relay: 8790, idp: 8791, console: 8792, api: 8793 }

/** Brings everything up, step by step, saying so. */
export async function raiseCurtain({ directory, needsBrowser, progress }: CurtainOptions): Promise<Stage> {
  const { step, say } = progress
  const executablePath = needsBrowser ? await step('Looking for Chromium', () => chromiumPath(say)) : ''
  await step('Building the extension', buildExtension)
  await step('Building the phone app', () => buildPhoneApp())
  const pushService = await step('Starting the push service', () => startPushService({ dir: join(directory, 'push') }))
  const bus = await startNotificationDaemon({ dir: join(directory, 'notifications') })
  if (bus.kind === 'missing') say(`${bus.sentence} Until then the app is opened by hand.`)
  // Profiles of an earlier demo know other ports.
  for (const name of ['requester-profile', 'approver-profile'])
    await rm(join(directory, name), { recursive: true, force: true })
  const world = await step('Starting relay, database, identity provider and console', () =>
    startWorld({ directory, ports, appDirectory: builtDirectory, pushService, say }),
  )
  const browsers: Stage['browsers'] = []
  return {
    world,
    pushService,
    notifications: bus.kind === 'running' ? bus : undefined,
    executablePath,
    directory,
    progress,
    browsers,
    close: async () => {
      // All at once: the database hears of Ctrl-C by itself. A browser that somebody closed by hand is closed already.
      await Promise.allSettled([...browsers.map((browser) => browser.close()), world.close()])
      if (bus.kind === 'running') await bus.close()
      await pushService.close()
    },
  }
}

async function chromiumPath(say: Progress['say']): Promise<string> {
  const chromium = await findChromium(say)
  if (chromium.kind === 'missing') throw new Error(chromium.sentence)
  say(`${chromium.version} at ${chromium.executablePath}`)
  return chromium.executablePath
}
