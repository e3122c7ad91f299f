import type { CallOf } from '@countersign/shared/api'
import browser from 'webextension-polyfill'
import { describeBrowser } from '../browser/describe-browser.ts'

type OwnWords = NonNullable<CallOf<'openSession'>['body']['device']>

/** What this browser says of itself as it signs in, by which its owner knows it again. */
export async function describeOwn(): Promise<OwnWords> {
  const [{ device, browserName }, { installType }] = await Promise.all([
    describeBrowser(),
    browser.management.getSelf(),
  ])
  return { label: `${browserName} on ${device}`.slice(0, 60), installed: installType === 'admin' }
}
