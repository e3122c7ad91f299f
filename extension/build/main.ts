import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { publicJwkOf, verifyPolicy } from '@countersign/shared/protocol'
import { buildExtension } from './build.ts'
import { extensionId, extensionRedirect, firefoxRedirect, geckoId } from './extension-id.ts'
import { makeManagedBuild } from './managed.ts'
import { packBuild } from './package.ts'
import { signPackage } from './signed-package.ts'
import { signingKeyOf } from './signing-key.ts'

// What `countersign extension build` runs, with options that it has checked.

const { values } = parseArgs({
  options: {
    relay: { type: 'string', default: '' },
    policy: { type: 'string', default: '' },
    'policy-key': { type: 'string', default: '' },
    out: { type: 'string', default: '' },
    browser: { type: 'string', default: 'chromium' },
    'signing-key': { type: 'string' },
    'update-url': { type: 'string', default: '' },
  },
})
const { out, relay, 'signing-key': signingKey, 'update-url': updateUrl } = values
const policyKey = publicJwkOf(JSON.parse(await readFile(values['policy-key'], 'utf8')))
const policy = (await readFile(values.policy, 'utf8')).trim()
const { version } = (await verifyPolicy(policy, policyKey, 0, Date.now())).policy
await buildExtension()
const anchor = { relay, policyKey, minVersion: version }
if (signingKey !== undefined) await buildSigned(signingKey)
else if (values.browser === 'firefox') await buildWith('firefox', { id: geckoId, redirect: firefoxRedirect })
else await buildWith('chromium', { id: extensionId, redirect: extensionRedirect })

async function buildWith(browser: 'chromium' | 'firefox', known: { id: string; redirect: string }): Promise<void> {
  await makeManagedBuild({ anchor, policy, browser, out })
  tell({ ...(await packBuild(out, `${out}.zip`)), ...known })
}

async function buildSigned(file: string): Promise<void> {
  const key = signingKeyOf(await readFile(file, 'utf8'))
  const own = { publicKey: key.publicKey, updateUrl }
  await makeManagedBuild({ anchor, policy, browser: 'chromium', out, own })
  const packed = await packBuild(out, `${out}.zip`)
  tell({ ...packed, id: key.id, redirect: key.redirect, signed: await signPackage(out, key, updateUrl) })
}

function tell(built: object): void {
  console.log(JSON.stringify(built))
}
