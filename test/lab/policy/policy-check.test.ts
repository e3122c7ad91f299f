import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countersign } from '../relay/command-line.ts'
import { type Temporary, temporaryDirectory } from '../stage/temporary-directory.ts'
import { demoPolicy } from './demo-policy.ts'

// What a security engineer sees who has written something wrong.

const good = demoPolicy({
  issuer: 'https://login.acme.example',
  console: 'https://admin.acme.example',
  consoleApi: 'https://api.acme.example',
})
const condition = `"'platform-leads' in approver.groups" }\nrules`

let directory: Temporary

beforeAll(async () => {
  directory = await temporaryDirectory()
})

afterAll(() => directory?.remove())

test('the demo’s policy is good, also with a first line for editors', async () => {
  const { code, stdout } = await check(`# yaml-language-server: $schema=policy.schema.json\n${good}`)
  expect([code, stdout]).toEqual([0, expect.stringContaining('policy.yaml is good: Acme, version 1')])
})

test('rules that only record are named as such', async () => {
  const { code, stdout } = await check(good.replace('    redact:', '    monitor: true\n    redact:'))
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Only recorded, and not held: delete-user$/m)])
  expect(stdout).toMatch(/rules: delete-project,/)
})

test.each([
  ['an unknown key', good.replace('    redact:', '    colour: red\n    redact:'), /:\d+:13 rules\.0\.colour /],
  ['a condition of a wrong type', good.replace(condition, '"size(approver.email)" }\nrules'), /:\d+:22 replace\..*int/],
  [
    'a pattern that is not closed',
    good.replace('users/:user', 'users/{:user'),
    /:\d+:35 rules\.0\.match\.url .*is not closed/,
  ],
  ['10 MB', `${good}# ${'x'.repeat(10_000_000)}\n`, /:1:1 is larger than 1 MiB\.$/],
  ['aliases that explode', `${bomb()}\n${good}`, /:2:8 YAML aliases \(\*name\) are not allowed: write it out\.$/],
])('%s is one line with its place, and exit code 1', async (_, text, words) => {
  expect(text).not.toBe(good)
  const { code, stdout, stderr } = await check(text)
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(words)])
})

/** Nine times nine times nine … of one thing. */
function bomb(): string {
  const nine = (name: string) => `[${Array(9).fill(`*${name}`).join(', ')}]`
  const names = [...'abcdefghi']
  return names.map((name, at) => `${name}: &${name} ${at === 0 ? '[x, x]' : nine(names[at - 1] ?? '')}`).join('\n')
}

async function check(text: string) {
  const file = join(directory.path, 'policy.yaml')
  await writeFile(file, text)
  return countersign(['policy', 'check', file])
}
