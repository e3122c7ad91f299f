import type { RequestView } from '@countersign/shared/api'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type FoundFirefox, findFirefox } from '../lab/browser/find-firefox.ts'
import type { FirefoxPage } from '../lab/browser/firefox-page.ts'
import { type ScriptedApprover, signInApprover } from '../lab/stage/approver-script.ts'
import {
  type FirefoxRequester,
  type FirefoxRequesterOptions,
  signInFromFirefoxPopup,
  startFirefoxRequester,
} from '../lab/stage/firefox-requester.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World, type WorldOptions } from '../lab/stage/world.ts'
import { theOneWaiting } from './scene.ts'

/** Everything running, an admin signed in in Firefox, an approver signed in. */
export type FirefoxScene = {
  readonly world: () => World
  readonly requester: () => FirefoxRequester
  readonly approver: () => ScriptedApprover
  readonly directory: () => string
  /** A page of the console, as the signed-in admin. */
  readonly open: (path: string) => Promise<FirefoxPage>
  /** The one request that waits for the approver. */
  readonly waiting: () => Promise<RequestView>
}

type SceneOptions = Pick<FirefoxRequesterOptions, 'prefs'> &
  Pick<WorldOptions, 'more'> & {
    /** Makes the files of the extension that are used instead of those built from the source. */
    readonly build?: (directory: string) => Promise<string>
  }

/**
 * Firefox where there is one. What needs it is left out where it is not, with one sentence; where it could have been
 * installed that is a fault.
 *
 * @throws {Error} where it is a fault
 */
export async function firefoxHere(): Promise<FoundFirefox> {
  const firefox = await findFirefox(() => {})
  if (firefox.kind === 'found') return firefox
  if (firefox.isFault) throw new Error(firefox.sentence)
  console.warn(firefox.sentence)
  return firefox
}

export function useFirefoxScene(firefox: FoundFirefox, { prefs, more, build }: SceneOptions = {}): FirefoxScene {
  let directory: Temporary
  let world: World
  let requester: FirefoxRequester
  let approver: ScriptedApprover

  beforeAll(async () => {
    if (firefox.kind === 'missing') return
    directory = await temporaryDirectory()
    world = await startWorld({ directory: directory.path, ...(more === undefined ? {} : { more }) })
    approver = await signInApprover(world, 'approver-1')
    const { executablePath } = firefox
    requester = await startFirefoxRequester(world, {
      executablePath,
      directory: directory.path,
      ...(prefs === undefined ? {} : { prefs }),
      ...(build === undefined ? {} : { built: await build(directory.path) }),
    })
    await signInFromFirefoxPopup(requester, 'requester')
  })

  beforeEach(() => world?.console.reset())

  afterAll(async () => {
    await requester?.close()
    await world?.close()
    await directory?.remove()
  })

  return {
    world: () => world,
    requester: () => requester,
    approver: () => approver,
    directory: () => directory.path,
    open: (path) => requester.open(world.console.origin + path),
    waiting: () => theOneWaiting(approver),
  }
}
