import { calculateJwkThumbprint } from 'jose'
import type { Config } from '../config.ts'
import { AppFilesError } from '../phone-app/app-files-error.ts'
import { compareDeployed, fetchDigests } from '../phone-app/deployed.ts'
import { type AppDigests, digestsName, readDigests } from '../phone-app/digests.ts'
import type { LoadedPolicy } from '../policy/load.ts'
import type { Finding } from './finding.ts'

/** Whether the phone app is there, made for this relay and this policy key, and whole. */
export async function examineApp(config: Config, { key }: LoadedPolicy): Promise<readonly Finding[]> {
  const isElsewhere = config.appOrigin !== config.publicUrl
  if (!isElsewhere && config.appDirectory === undefined) {
    return [{ what: 'Phone app', kind: 'warning', says: 'none: set COUNTERSIGN_APP_ORIGIN or COUNTERSIGN_APP_DIR' }]
  }
  const about = await readAbout(config.appOrigin)
  if (typeof about === 'string') return [{ what: 'Phone app', kind: 'fault', says: about }]
  const fingerprint = await calculateJwkThumbprint(key)
  return [
    ...(about.relay === config.publicUrl ? [] : [fault(`it was built for the relay ${about.relay}`)]),
    ...(about.origin === config.appOrigin ? [] : [fault(`it was built for the origin ${about.origin}`)]),
    ...(about.policy.key === fingerprint ? [] : [fault(`it trusts the policy key ${about.policy.key}`)]),
    ...(await examineFiles(config.appOrigin, about)),
  ]
}

async function examineFiles(origin: string, about: AppDigests): Promise<readonly Finding[]> {
  const wrong = (await compareDeployed(origin, about)).filter(({ ok }) => !ok)
  if (wrong.length === 0) return [{ what: 'Phone app', kind: 'good', says: `at ${origin}, ${about.digest}` }]
  return wrong.map(({ what, says }) => fault(`${what}: ${says}`))
}

async function readAbout(origin: string): Promise<AppDigests | string> {
  try {
    return readDigests(`${origin}/${digestsName}`, await fetchDigests(origin))
  } catch (error) {
    if (error instanceof AppFilesError) return error.message
    return `nothing that was made by \`countersign app build\` answers at ${origin}`
  }
}

function fault(says: string): Finding {
  return { what: 'Phone app', kind: 'fault', says }
}
