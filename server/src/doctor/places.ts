import { type Config, ConfigError } from '../config.ts'
import type { LoadedPolicy } from '../policy/load.ts'
import { openPlaces } from '../requests/places.ts'
import type { Finding } from './finding.ts'

/** Whether it is known where addresses lie, and whether the policy asks for it. */
export async function examinePlaces(
  { mmdbFile }: Config,
  { policy }: Pick<LoadedPolicy, 'policy'>,
): Promise<readonly Finding[]> {
  const asking = policy.rules.filter(({ seen = {} }) => Object.values(seen).some(readsPlace)).map(({ id }) => id)
  if (mmdbFile === undefined) {
    if (asking.length === 0) return []
    const says = `not known, and these rules ask for it, so that everything they protect is refused: ${asking.join(', ')}. Set COUNTERSIGN_MMDB`
    return [{ what: 'Places', kind: 'fault', says }]
  }
  try {
    await openPlaces(mmdbFile)
    return [{ what: 'Places', kind: 'good', says: `by ${mmdbFile}` }]
  } catch (error) {
    if (error instanceof ConfigError) return [{ what: 'Places', kind: 'fault', says: error.message }]
    throw error
  }
}

function readsPlace(condition: string): boolean {
  return /\bseen\.(?:country|city)\b/.test(condition)
}
