import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { devices } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { candidates } from './candidates.ts'
import { findChromium } from './find-chromium.ts'
import { findFirefox, usableVersion } from './find-firefox.ts'
import { launchArgs, launchBrowser } from './launch.ts'
import { runVisibly } from './run.ts'
import { judgeVersion } from './version.ts'

let dir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'countersign-browser-'))
})

afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

test.for([
  ['Chromium 156.0.8078.79 built on Debian GNU/Linux', 'usable'],
  ['Google Chrome for Testing 156.0.8078.79', 'usable'],
  ['', 'usable'],
  ['Google Chrome 156.0.8078.79', 'unusable'],
  ['Mozilla Firefox 153.7.0', 'unusable'],
] as const)('the version line "%s" is %s', ([line, kind]) => {
  expect(judgeVersion(`${line}\n`).kind).toBe(kind)
})

test.for([
  ['Mozilla Firefox 153.7.0esr', '153.7.0esr'],
  ['Mozilla Firefox 160.0', '160.0'],
  ['Mozilla Firefox 140.2.0esr', undefined],
  ['Chromium 156.0.8078.79', undefined],
] as const)('of "%s" the version that can be used is %s', ([line, version]) => {
  expect(usableVersion(`${line}\n`)).toBe(version)
})

test('COUNTERSIGN_FIREFOX that is none is a fault, and nothing else is taken instead', async () => {
  const file = join(dir, 'no-firefox')
  await writeFile(file, '#!/bin/sh\necho Mozilla Firefox 115.0\n', { mode: 0o755 })
  expect(await findFirefox(() => {}, { ...process.env, COUNTERSIGN_FIREFOX: file })).toEqual({
    kind: 'missing',
    sentence: `COUNTERSIGN_FIREFOX is ${file}, which is no Firefox 153 or later.`,
    isFault: true,
  })
})

test('a Chromium of the snap store is passed over', async () => {
  await writeFile(join(dir, 'chromium-browser'), '#!/bin/sh\nexec /snap/bin/chromium "$@"\n', { mode: 0o755 })
  await writeFile(join(dir, 'chromium'), '#!/bin/sh\necho Chromium 1\n', { mode: 0o755 })
  const found = candidates({ PATH: dir })
  expect(found).toContain(join(dir, 'chromium'))
  expect(found).not.toContain(join(dir, 'chromium-browser'))
})

test('COUNTERSIGN_CHROMIUM is used where it is Chromium, and never passed over in silence where it is not', async () => {
  const choose = (file: string) => findChromium(() => {}, { COUNTERSIGN_CHROMIUM: file })
  const file = join(dir, 'chosen')
  expect(await choose(file)).toEqual({
    kind: 'missing',
    sentence: `COUNTERSIGN_CHROMIUM is ${file}, which is not an executable file.`,
  })
  await writeFile(file, '#!/bin/sh\necho Google Chrome 156.0\n')
  await chmod(file, 0o755)
  expect(await choose(file)).toEqual({
    kind: 'missing',
    sentence: `COUNTERSIGN_CHROMIUM is ${file}, but Google Chrome 156.0 does not load extensions.`,
  })
  await writeFile(file, '#!/bin/sh\necho Chromium 156.0\n')
  expect(await choose(file)).toEqual({ kind: 'found', executablePath: file, version: 'Chromium 156.0' })
})

test('a long command is heard line by line, progress bars included', async () => {
  const lines: string[] = []
  const script = String.raw`process.stdout.write('10 %\r20 %\r20 %\r'); console.error('Error: no\n    at line 1\ndone')`
  expect(await runVisibly(process.execPath, ['-e', script], (line) => lines.push(line))).toBe(true)
  expect(lines.sort()).toEqual(['10 %', '20 %', 'Error: no', 'done'])
})

test('a command that is not there fails with words', async () => {
  const lines: string[] = []
  expect(await runVisibly(join(dir, 'nothing'), [], (line) => lines.push(line))).toBe(false)
  expect(lines.join()).toContain('ENOENT')
})

test('a window has its place and its size', () => {
  const window = { x: 10, y: 20, width: 412, height: 915 }
  expect(launchArgs({ headless: false, window })).toEqual(['--window-position=10,20', '--window-size=412,915'])
})

test('a launched browser runs its extensions and emulates a phone', async () => {
  const extension = join(dir, 'extension')
  await mkdir(extension)
  await writeFile(
    join(extension, 'manifest.json'),
    JSON.stringify({ manifest_version: 3, name: 'Probe', version: '1', background: { service_worker: 'worker.js' } }),
  )
  await writeFile(join(extension, 'worker.js'), '')
  const chromium = await findChromium(() => {})
  if (chromium.kind === 'missing') throw new Error(chromium.sentence)
  const browser = await launchBrowser({
    executablePath: chromium.executablePath,
    profileDir: join(dir, 'profile'),
    headless: true,
    extensionDirs: [extension],
    emulate: devices['Pixel 7'] ?? {},
  })
  onTestFinished(() => browser.close())
  const worker = browser.serviceWorkers()[0] ?? (await browser.waitForEvent('serviceworker'))
  expect(worker.url()).toMatch(/^chrome-extension:\/\/[a-z]{32}\/worker\.js$/)
  const page = await browser.newPage()
  await page.setContent('<meta name="viewport" content="width=device-width">')
  expect(await page.evaluate('[innerWidth, devicePixelRatio, navigator.maxTouchPoints > 0]')).toEqual([
    412,
    2.625,
    true,
  ])
}, 60_000)
