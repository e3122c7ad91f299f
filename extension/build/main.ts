import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { publicJwkOf, verifyPolicy } from '@countersign/shared/protocol'
import { buildExtension } from './build.ts'
import { makeManagedBuild } from './managed.ts'
import { packBuild } from './package.ts'

// What `countersign extension build` runs, with options that it has checked.

const { values } = parseArgs({
  options: {
    relay: { type: 'string', default: '' },
    policy: { type: 'string', default: '' },
    'policy-key': { type: 'string', default: '' },
    out: { type: 'string', default: '' },
  },
})
const policyKey = publicJwkOf(JSON.parse(await readFile(values['policy-key'], 'utf8')))
const policy = (await readFile(values.policy, 'utf8')).trim()
const { version } = (await verifyPolicy(policy, policyKey, 0, Date.now())).policy
await buildExtension()
await makeManagedBuild({ anchor: { relay: values.relay, policyKey, minVersion: version }, policy, out: values.out })
console.log(JSON.stringify(await packBuild(values.out, `${values.out}.zip`)))
