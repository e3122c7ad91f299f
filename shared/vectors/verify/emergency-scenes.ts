import { compilePolicy, type Policy, type PolicySource } from '../../src/policy/index.ts'
import { captured, exampleSource } from '../example.ts'
import { makeScene, type Scene } from '../scene.ts'
import { type KeyName, publicJwk } from '../worthless-keys.ts'
import type { VerifyCast } from './cast.ts'

type RuleSource = PolicySource['rules'][number]

const repoUrl = 'https://github.example/:owner/:repo/settings'
const repo = 'https://github.example/acme/payments/settings'

const captures = {
  /** One of two keys. */
  'delete by one key': captured,
  /** Both of them. */
  'transfer by two keys': { ...captured, url: `${repo}/transfer` },
  /** Another key alone. */
  'archive by another key': { ...captured, url: `${repo}/archive` },
  /** By one rule a key, by the other none. */
  'lock by no key': { ...captured, url: `${repo}/lock` },
}

export type EmergencyScenes = Readonly<Record<keyof typeof captures, Scene>>

/** Requests that keys kept offline may release. */
export async function emergencyScenes({ eddsa, browser }: VerifyCast): Promise<EmergencyScenes> {
  const policy = emergencyPolicy()
  const made = Object.entries(captures).map(
    async ([name, what]) => [name, await makeScene(policy, { signer: eddsa, device: browser }, what)] as const,
  )
  // One scene for each of the captures.
  return Object.fromEntries(await Promise.all(made)) as EmergencyScenes
}

export function emergencyPolicy(): Policy {
  const [deleteRepo] = exampleSource.rules
  if (deleteRepo === undefined) throw new Error('the example has it')
  const rule = (id: string, path: string, emergency?: RuleSource['emergency']): RuleSource => ({
    ...deleteRepo,
    id,
    match: { method: 'POST', url: `${repoUrl}/${path}` },
    summary: 'Change repository {owner}/{repo}',
    ...(emergency === undefined ? {} : { emergency }),
  })
  const key = (id: string, name: string, of: KeyName) => ({ id, name, key: { ...publicJwk(of) } })
  const compiled = compilePolicy({
    ...exampleSource,
    emergency_keys: [
      key('safe', 'The safe on the second floor', 'emergency-first'),
      key('notary', 'The notary', 'emergency-second'),
      key('archive', 'The archive', 'emergency-third'),
    ],
    rules: [
      rule('delete-repo', 'delete', { keys: ['safe', 'notary'], quorum: 1 }),
      rule('transfer-repo', 'transfer', { keys: ['safe', 'notary'], quorum: 2, expires: '2h' }),
      rule('archive-repo', 'archive', { keys: ['archive'], quorum: 1 }),
      rule('lock-repo', 'lock', { keys: ['safe'], quorum: 1 }),
      rule('lock-everything', 'lo*'),
    ],
  })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}
