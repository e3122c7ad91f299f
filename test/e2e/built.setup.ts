import { join } from 'node:path'
import { publicJwkOf } from '@countersign/shared/protocol'
import { buildExtension } from '../../extension/build/build.ts'
import { demoPolicyKey } from '../lab/policy/signed-policy.ts'
import { buildApp } from '../lab/stage/build-app.ts'

/** Holds the policy key that the tested phone app trusts. */
export const policyDirectory = join(import.meta.dirname, '../../.countersign/test-policy')

/** Where the tested phone app is built to. */
export const appDirectory = join(import.meta.dirname, '../../.countersign/test-app')

/** The end-to-end tests run on the built artefacts: built once, from the source that is tested. */
export async function setup(): Promise<void> {
  await buildExtension()
  await buildApp(publicJwkOf(await demoPolicyKey(policyDirectory)), appDirectory)
}
