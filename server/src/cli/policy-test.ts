import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { Policy } from '@countersign/shared/policy'
import type { Command } from 'commander'
import { PolicyFileError } from '../policy/policy-file-error.ts'
import { readCases } from '../policy/try/cases.ts'
import { readHar } from '../policy/try/har.ts'
import { type CaseResult, runCase } from '../policy/try/run-case.ts'
import { type Tally, tallyOf } from '../policy/try/tally.ts'
import { CommandError } from './command-error.ts'
import { readText } from './files.ts'
import { readAnyPolicy } from './policy-file.ts'
import { visible } from './visible.ts'

const exitCodes = `Exit codes:
  0   every case is as expected
  1   a case is not, or a file has faults
  2   the command could not be carried out: wrong options, a file that cannot be read
  70  a fault in this program`

/** `countersign policy test`. */
export function addTestCommand(policy: Command): void {
  policy
    .command('test')
    .description('Run the cases beside a policy, or say what it would have made of recorded requests')
    .argument('<policy>', 'the policy.yaml, or a compiled (.json) or signed (.jws) one')
    .argument('[cases]', 'the cases; by default beside the policy, as policy.test.yaml')
    .option('--har <file>', 'requests that a browser recorded: which rule would hold them; no value of them is printed')
    .option('--json', 'print JSON: { cases: [{ place, request, differences }], recorded: [{ what, count, examples }] }')
    .addHelpText('after', `\nNothing is sent anywhere.\n\n${exitCodes}`)
    .action(test)
}

type Options = { readonly har?: string; readonly json?: true }

async function test(file: string, given: string | undefined, { har, json }: Options): Promise<void> {
  const policy = await readAnyPolicy(file)
  const casesFile = given ?? file.replace(/(\.[a-z]+)?$/, '.test.yaml')
  const results = given !== undefined || har === undefined || existsSync(casesFile) ? await run(policy, casesFile) : []
  const recorded = har === undefined ? undefined : await tallyOf(policy, await recordedIn(har))
  if (json) console.log(JSON.stringify({ cases: results, ...(recorded === undefined ? {} : { recorded }) }))
  else for (const line of [...caseLines(results), ...tallyLines(recorded, har)]) console.log(visible(line))
  process.exitCode = results.some(({ differences }) => differences.length > 0) ? 1 : 0
}

async function run(policy: Policy, file: string): Promise<readonly CaseResult[]> {
  const text = await readText(file)
  const { cases, people } = forPeople(() => readCases(file, text))
  return Promise.all(cases.map((one) => runCase(policy, one, people)))
}

async function recordedIn(file: string) {
  const text = await readText(file)
  return forPeople(() => readHar(file, text))
}

function forPeople<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof PolicyFileError) throw new CommandError(cause.message, 1, { cause })
    throw cause
  }
}

function caseLines(results: readonly CaseResult[]): readonly string[] {
  const failed = results.filter(({ differences }) => differences.length > 0)
  if (results.length === 0) return []
  const good = results.length - failed.length
  return [
    ...failed.flatMap(({ place, request, differences }) => [
      `✗ ${place}  ${request}`,
      ...differences.flatMap(({ what, expected, found }) => [
        `    ${what.padEnd(10)} expected  ${expected}`,
        `    ${''.padEnd(10)} found     ${found}`,
      ]),
    ]),
    failed.length === 0
      ? `All ${results.length} cases are as expected.`
      : `${failed.length} of ${results.length} cases differ, ${good} are as expected.`,
  ]
}

function tallyLines(tally: readonly Tally[] | undefined, file = ''): readonly string[] {
  if (tally === undefined) return []
  const total = tally.reduce((sum, { count }) => sum + count, 0)
  const width = Math.max(0, ...tally.map(({ what }) => what.length))
  return [
    `${total.toLocaleString('en')} requests in ${basename(file)}`,
    ...tally.flatMap(({ what, count, examples }) =>
      examples.map((example, index) =>
        index === 0
          ? `  ${what.padEnd(width)} ${count.toLocaleString('en').padStart(7)}  ${example}`
          : `  ${''.padEnd(width)} ${''.padStart(7)}  ${example}`,
      ),
    ),
  ]
}
