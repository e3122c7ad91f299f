import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { publicJwkOf, verifyPolicy } from '@countersign/shared/protocol'
import { buildExtension } from './build.ts'
import { extensionRedirect, firefoxRedirect } from './extension-id.ts'
import { makeManagedBuild } from './managed.ts'
import { packBuild } from './package.ts'

// What `countersign extension build` runs, with options that it has checked.

const { values } = parseArgs({
  options: {
    relay: { type: 'string', default: '' },
    policy: { type: 'string', default: '' },
    'policy-key': { type: 'string', default: '' },
    out: { type: 'string', default: '' },
    browser: { type: 'string', default: 'chromium' },
  },
})
const policyKey = publicJwkOf(JSON.parse(await readFile(values['policy-key'], 'utf8')))
const policy = (await readFile(values.policy, 'utf8')).trim()
const { version } = (await verifyPolicy(policy, policyKey, 0, Date.now())).policy
await buildExtension()
const anchor = { relay: values.relay, policyKey, minVersion: version }
const browser = values.browser === 'firefox' ? 'firefox' : 'chromium'
await makeManagedBuild({ anchor, policy, browser, out: values.out })
const redirect = browser === 'firefox' ? firefoxRedirect : extensionRedirect
console.log(JSON.stringify({ ...(await packBuild(values.out, `${values.out}.zip`)), redirect }))
