import { afterEach, beforeEach, expect, test } from 'vitest'
import { builtDirectory } from '../../pwa/build/build.ts'
import { countersign } from '../lab/relay/command-line.ts'
import { type Temporary, temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld, type World } from '../lab/stage/world.ts'

let directory: Temporary
let world: World | undefined

beforeEach(async () => {
  directory = await temporaryDirectory()
})

afterEach(async () => {
  await world?.close()
  world = undefined
  await directory.remove()
})

test('where the relay serves the phone app too, the doctor says that it is trusted for what phones show', async () => {
  world = await startWorld({ directory: directory.path, appDirectory: builtDirectory })
  const { code, stdout } = await doctor(world, { COUNTERSIGN_APP_DIR: builtDirectory })
  expect(stdout).toMatch(/✓ Phone app +at http/)
  expect(stdout).toMatch(
    /· Relay +to carry requests in time, and, since it serves the phone app too, for what phones show/,
  )
  expect(code).toBe(0)
})

test('where the app has an origin of its own, the relay cannot change what phones show', async () => {
  world = await startWorld({ directory: directory.path, hostedAppDirectory: builtDirectory })
  const { code, stdout } = await doctor(world, { COUNTERSIGN_APP_ORIGIN: world.appUrl })
  expect(stdout).toMatch(/✓ Offer +this policy/)
  expect(stdout).toMatch(/· Relay +to carry requests in time. It cannot approve anything, nor change what phones show/)
  expect(code).toBe(0)
})

test('an app that was built for another relay, and a relay that is not there, are faults', async () => {
  world = await startWorld({ directory: directory.path, hostedAppDirectory: builtDirectory })
  const other = { COUNTERSIGN_APP_ORIGIN: world.appUrl, COUNTERSIGN_PUBLIC_URL: 'http://127.0.0.1:9' }
  const { code, stdout } = await doctor(world, other)
  expect(stdout).toMatch(/✗ Relay +no relay answers at/)
  expect(stdout).toMatch(/✗ Phone app +it was built for the relay/)
  expect(code).toBe(1)
})

function doctor({ relayUrl, signed }: World, environment: NodeJS.ProcessEnv) {
  return countersign(['doctor'], {
    COUNTERSIGN_PUBLIC_URL: relayUrl,
    COUNTERSIGN_POLICY: signed.policyFile,
    COUNTERSIGN_POLICY_KEY: signed.keyFile,
    ...environment,
  })
}
