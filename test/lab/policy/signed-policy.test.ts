import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../stage/temporary-directory.ts'
import { signDemoPolicy } from './signed-policy.ts'

test('a demo that starts again has the version of before, and the next one where its policy is another', async () => {
  const directory = await temporaryDirectory()
  const versions: (string | undefined)[] = []
  for (const console of ['https://one.example', 'https://one.example', 'https://two.example', 'https://two.example']) {
    const origins = { issuer: 'https://login.example', console, consoleApi: 'https://api.example' }
    await signDemoPolicy(directory.path, origins)
    const source = await readFile(`${directory.path}/policy.yaml`, 'utf8')
    versions.push(/^version: (\d+)$/m.exec(source)?.[1])
  }
  expect(versions).toEqual(['1', '1', '2', '2'])
  await directory.remove()
})
