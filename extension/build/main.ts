import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { publicJwkOf, verifyPolicy } from '@countersign/shared/protocol'
import { buildExtension } from './build.ts'
import { extensionId, extensionRedirect, firefoxRedirect, geckoId } from './extension-id.ts'
import { type Managed, makeManagedBuild } from './managed.ts'
import { packBuild } from './package.ts'
import { signPackage } from './signed-package.ts'
import { signingKeyOf } from './signing-key.ts'
import { makeStoreBuild } from './store.ts'

// What `countersign extension build` runs, with options that it has checked.

const { values } = parseArgs({
  options: {
    relay: { type: 'string', default: '' },
    policy: { type: 'string', default: '' },
    'policy-key': { type: 'string', default: '' },
    out: { type: 'string', default: '' },
    browser: { type: 'string', default: 'chromium' },
    store: { type: 'boolean', default: false },
    'signing-key': { type: 'string' },
    'update-url': { type: 'string', default: '' },
  },
})
const { out, relay, 'signing-key': signingKey, 'update-url': updateUrl } = values
await buildExtension()
if (values.store) await buildStore()
else await buildManaged()

async function buildStore(): Promise<void> {
  await makeStoreBuild(out)
  tell({ ...(await packBuild(out, `${out}.zip`)), id: extensionId, redirect: extensionRedirect })
}

async function buildManaged(): Promise<void> {
  const policyKey = publicJwkOf(JSON.parse(await readFile(values['policy-key'], 'utf8')))
  const policy = (await readFile(values.policy, 'utf8')).trim()
  const { version } = (await verifyPolicy(policy, policyKey, 0, Date.now())).policy
  const managed = { anchor: { relay, policyKey, minVersion: version }, policy, out }
  if (signingKey !== undefined) return buildSigned(managed, signingKey)
  const browser = values.browser === 'firefox' ? 'firefox' : 'chromium'
  await makeManagedBuild({ ...managed, browser })
  const packed = await packBuild(out, `${out}.zip`)
  if (browser === 'firefox') tell({ ...packed, id: geckoId, redirect: firefoxRedirect })
  else tell({ ...packed, id: extensionId, redirect: extensionRedirect })
}

async function buildSigned(managed: Omit<Managed, 'browser'>, file: string): Promise<void> {
  const key = signingKeyOf(await readFile(file, 'utf8'))
  const own = { publicKey: key.publicKey, updateUrl }
  await makeManagedBuild({ ...managed, browser: 'chromium', own })
  const packed = await packBuild(out, `${out}.zip`)
  tell({ ...packed, id: key.id, redirect: key.redirect, signed: await signPackage(out, key, updateUrl) })
}

function tell(built: object): void {
  console.log(JSON.stringify(built))
}
