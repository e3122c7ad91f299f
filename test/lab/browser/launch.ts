import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'

export type LaunchOptions = {
  readonly executablePath: string
  /** The profile is kept: push needs a persistent one. One browser at a time may use it. */
  readonly profileDir: string
  readonly headless: boolean
  /** Unpacked extensions to load. */
  readonly extensionDirs?: readonly string[]
  /** Whether it fetches what administrators have it install; Playwright keeps it from that. */
  readonly installs?: boolean
  /** Whether it keeps pages that were left for the way back, as it does for everybody; Playwright keeps it from that. */
  readonly keepsPages?: boolean
  readonly pushService?: { readonly chromiumArgs: readonly string[] }
  readonly notifications?: { readonly env: Readonly<Record<string, string>> }
  /** Fixed page size and device emulation, e.g. Playwright's `devices['Pixel 7']`. Without it pages fill their window. */
  readonly emulate?: BrowserContextOptions
  /** The first window's place and size on a display, in pixels. */
  readonly window?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  readonly args?: readonly string[]
}

/** Starts a Chromium with everything of the lab that it is given. Rejects as Playwright does when it does not start. */
export function launchBrowser(options: LaunchOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(options.profileDir, {
    viewport: null,
    ...options.emulate,
    executablePath: options.executablePath,
    headless: options.headless,
    // Chromium refuses to run its sandbox as root.
    chromiumSandbox: process.getuid?.() !== 0,
    ignoreDefaultArgs: [
      '--disable-extensions',
      ...(options.installs === true ? againstInstalls : []),
      ...(options.keepsPages === true ? ['--disable-back-forward-cache'] : []),
    ],
    args: [...launchArgs(options)],
    env: { ...definedOnly(process.env), ...options.notifications?.env },
    // Whoever starts the browser stops it, after what depends on it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
}

const againstInstalls = ['--disable-background-networking', '--disable-component-update']

/** The command line beyond Playwright's own. */
export function launchArgs(options: Omit<LaunchOptions, 'executablePath' | 'profileDir'>): readonly string[] {
  const extensions = (options.extensionDirs ?? []).join(',')
  return [
    ...(extensions === '' ? [] : [`--disable-extensions-except=${extensions}`, `--load-extension=${extensions}`]),
    ...(options.pushService?.chromiumArgs ?? []),
    ...windowArgs(options.window),
    ...(options.args ?? []),
  ]
}

function windowArgs(window: LaunchOptions['window']): readonly string[] {
  if (window === undefined) return []
  return [`--window-position=${window.x},${window.y}`, `--window-size=${window.width},${window.height}`]
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
