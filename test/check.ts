import { spawn } from 'node:child_process'
import { join } from 'node:path'

// `pnpm check`: lint and import direction (Biome; of folders: circles.ts), types (every package), unused code and
// dependencies (knip).

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)

type Check = { readonly name: string; readonly command: string; readonly args: readonly string[] }
const checks: readonly Check[] = [
  { name: 'lint', command: bin('biome'), args: ['check', '--error-on-warnings', '.'] },
  // The server is checked with the tests, which import most of it under the same settings.
  ...['shared', 'extension', 'pwa', 'test'].map((name) => ({
    name: `types of ${name}`,
    command: bin('tsc'),
    // What has not changed since the last check is not checked again.
    args: ['-p', name, '--incremental', '--tsBuildInfoFile', join(root, `.countersign/check/${name}.tsbuildinfo`)],
  })),
  { name: 'import direction of folders', command: process.execPath, args: ['--import', 'tsx', 'test/circles.ts'] },
  { name: 'unused code and dependencies', command: bin('knip'), args: ['--no-progress'] },
]

const started = Date.now()
const results = await Promise.all(checks.map(run))
const failed = results.filter(({ ok }) => !ok)
for (const { name, output } of failed) console.error(`\n${name}\n${output}`)
const seconds = ((Date.now() - started) / 1000).toFixed(1)
console.log(
  failed.length === 0
    ? `All ${checks.length} checks pass (${seconds} s)`
    : `${failed.length} of ${checks.length} checks fail (${seconds} s)`,
)
process.exitCode = failed.length === 0 ? 0 : 1

function run({ name, command, args }: Check): Promise<{ name: string; ok: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.once('exit', (code) => resolve({ name, ok: code === 0, output }))
  })
}
