import { buildExtension } from '../../extension/build/build.ts'
import { buildPhoneApp } from '../../pwa/build/build.ts'

/** The end-to-end tests run on the built artefacts: built once, from the source that is tested. */
export async function setup(): Promise<void> {
  await buildExtension()
  await buildPhoneApp()
}
