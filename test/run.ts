import { spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { findPython } from './interop/find-python.ts'
import { findChromium } from './lab/browser/find-chromium.ts'
import { findFirefox } from './lab/browser/find-firefox.ts'
import { findBus } from './lab/notifications/find-bus.ts'

// `pnpm test`: gets what the tests need, runs all of them, and ends with the runner's own count.
// `pnpm test:long`: the same for what takes too long for that, as often as it takes.

const root = join(import.meta.dirname, '..')
const reportFile = join(root, '.countersign/test/report.json')
const say = (line: string) => console.log(`  ${line}`)

const missing = await missingParts()
if (missing.length > 0) {
  for (const sentence of missing) console.error(sentence)
  process.exit(1)
}
await rm(dirname(reportFile), { recursive: true, force: true })
await mkdir(dirname(reportFile), { recursive: true })
const given = process.argv.slice(2)
const code = given.includes('--long') ? await runLong(given) : await runVitest(given)
const { passed, failed } = await readReport(code)
const line = `${passed} passed, ${failed} failed`
await writeFile(join(dirname(reportFile), 'count.txt'), `${line}\n`)
console.log(line)
process.exit(code === 0 && passed > 0 && failed === 0 ? 0 : 1)

/** What the tests cannot do without. Only those for Firefox are left out where there is none and none can be installed. */
async function missingParts(): Promise<readonly string[]> {
  console.log('Looking for what the tests need')
  const chromium = await findChromium(say)
  const firefox = await findFirefox(say)
  const bus = await findBus(say)
  const python = await findPython(say)
  if (chromium.kind === 'found') say(`Chromium ${chromium.version} at ${chromium.executablePath}`)
  say(firefox.kind === 'found' ? `Firefox ${firefox.version} at ${firefox.executablePath}` : firefox.sentence)
  if (python.kind === 'found') say(`Python ${python.version} at ${python.executablePath}`)
  const faults = firefox.kind === 'missing' && firefox.isFault ? [firefox.sentence] : []
  return [...[chromium, bus, python].flatMap((part) => (part.kind === 'missing' ? [part.sentence] : [])), ...faults]
}

function runLong(args: readonly string[]): Promise<number> {
  process.env['LONG'] = 'yes'
  return runVitest(['--project', 'chaos', '--project', 'matrix', ...args.filter((arg) => arg !== '--long')])
}

function runVitest(args: readonly string[]): Promise<number> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], { cwd: root, stdio: 'inherit' })
  return new Promise((resolve) => child.once('exit', (status) => resolve(status ?? 1)))
}

/** A run that wrote no report has not run, and an error that belongs to no test is one that failed. */
async function readReport(code: number): Promise<{ passed: number; failed: number }> {
  try {
    const report = JSON.parse(await readFile(reportFile, 'utf8'))
    // A file fails without a failed test where it cannot be read, or where what its tests need cannot be set up.
    const brokenFiles = report.testResults.filter(
      ({ status, assertionResults }: { status: string; assertionResults: { status: string }[] }) =>
        status === 'failed' && assertionResults.every((one) => one.status !== 'failed'),
    )
    const failed = report.numFailedTests + brokenFiles.length
    return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed }
  } catch {
    return { passed: 0, failed: 1 }
  }
}
