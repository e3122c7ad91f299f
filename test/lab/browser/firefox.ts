import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bidi, openBidi } from './bidi.ts'
import { type FirefoxPage, makePage } from './firefox-page.ts'

export type FirefoxOptions = {
  readonly executablePath: string
  /** Made where it is not there. One browser at a time may use it. */
  readonly profileDir: string
  readonly headless: boolean
  /** An unpacked add-on, and the id that its manifest names. */
  readonly addOn?: { readonly directory: string; readonly id: string }
  readonly prefs?: Readonly<Record<string, string | number | boolean>>
}

export type Firefox = {
  readonly newPage: () => Promise<FirefoxPage>
  /** What is open now, in every window. */
  readonly pages: () => Promise<readonly FirefoxPage[]>
  /** Ends the add-on's background, as Firefox does after half a minute without events. */
  readonly suspend: () => Promise<void>
  /** The address of a file of the add-on. */
  readonly addOnUrl: (path: string) => string
  readonly close: () => Promise<void>
}

/** Fixed, so that the add-on's pages have an address; Firefox would make one up for each profile. */
const addOnHost = '5c0e7a52-3f0e-4f63-9d0f-1f5a4c0b7e21'

/** Starts Firefox with an add-on, to be driven over WebDriver BiDi. */
export async function launchFirefox(options: FirefoxOptions): Promise<Firefox> {
  const { executablePath, profileDir, headless, addOn } = options
  await mkdir(profileDir, { recursive: true })
  await writeFile(join(profileDir, 'user.js'), userJs(options))
  // The last one lets pages of the add-on be opened like others.
  const args = ['--no-remote', '--profile', profileDir, '--remote-debugging-port', '0', '--remote-allow-system-access']
  const child = spawn(executablePath, headless ? ['--headless', ...args] : args, {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const bidi = await openBidi(await listening(child)).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  if (addOn !== undefined) {
    await bidi.call('webExtension.install', { extensionData: { type: 'path', path: addOn.directory } })
  }
  return {
    newPage: () => newPage(bidi, 3),
    pages: async () =>
      (await bidi.call<Tree>('browsingContext.getTree')).contexts.map(({ context }) => makePage(bidi, context)),
    suspend: () => suspend(bidi, addOn?.id ?? ''),
    addOnUrl: (path) => `moz-extension://${addOnHost}/${path}`,
    close: () => close(child, bidi),
  }
}

/** Firefox puts a tab beside the one that is looked at, and fails where that one is closed in the same moment. */
async function newPage(bidi: Bidi, tries: number): Promise<FirefoxPage> {
  try {
    const { context } = await bidi.call<Opened>('browsingContext.create', { type: 'tab' })
    return makePage(bidi, context)
  } catch (error) {
    if (tries === 1 || !String(error).includes('no such frame')) throw error
    return newPage(bidi, tries - 1)
  }
}

type Opened = { readonly context: string }
type Tree = { readonly contexts: readonly Opened[] }

function userJs({ addOn, prefs = {} }: FirefoxOptions): string {
  const hosts = addOn === undefined ? {} : { [addOn.id]: addOnHost }
  const all = { 'extensions.webextensions.uuids': JSON.stringify(hosts), ...prefs }
  return Object.entries(all)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('')
}

/** Waits for the line in which Firefox says where it listens. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said = (said + chunk).slice(-10_000)
      const [, url] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? []
      if (url !== undefined) resolve(url)
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Firefox ended with ${code}. It said: ${said}`)))
  })
}

async function suspend(bidi: Bidi, id: string): Promise<void> {
  const { contexts } = await bidi.call<Tree>('browsingContext.getTree', { 'moz:scope': 'chrome' })
  const answer = await bidi.call<{ type: string }>('script.evaluate', {
    expression: `WebExtensionPolicy.getByID(${JSON.stringify(id)}).extension.terminateBackground()`,
    target: { context: contexts[0]?.context },
    awaitPromise: true,
  })
  if (answer.type !== 'success') throw new Error(`Firefox did not end the background: ${JSON.stringify(answer)}`)
}

async function close(child: ChildProcess, bidi: Bidi): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  // A Firefox that hangs is ended all the same.
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await bidi.call('browser.close').catch(() => child.kill('SIGKILL'))
  await ended
  clearTimeout(timer)
  bidi.close()
}
