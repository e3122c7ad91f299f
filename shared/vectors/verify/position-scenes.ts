import { compilePolicy, type Policy, type PolicySource, policyAddress, replaceRuleId } from '../../src/policy/index.ts'
import type { Captured } from '../../src/protocol/index.ts'
import { captured, exampleSource } from '../example.ts'
import { makeScene, type Scene } from '../scene.ts'
import type { VerifyCast } from './cast.ts'

type RuleSource = PolicySource['rules'][number]

const siteUrl = 'https://github.example/:owner/:repo/site'
const site = 'https://github.example/acme/payments/site'

const captures = {
  /** Any position is enough. */
  publish: { ...captured, url: `${site}/publish` },
  /** By another rule besides, which asks how exact it is, and has two circles. */
  carry: { ...captured, url: `${site}/carry` },
  /** By a third one besides, whose circle lies across one of these. */
  seal: { ...captured, url: `${site}/carry/seal` },
  /** Within a circle that the coarse grid is good enough for. */
  ship: { ...captured, url: `${site}/ship` },
  /** Near where longitudes end. */
  land: { ...captured, url: `${site}/land` },
  /** The policy itself, whose rule says what it may not. */
  'replace with a position': {
    method: 'PUT',
    url: policyAddress(8),
    headers: [],
    body: { kind: 'bytes', bytes: new TextEncoder().encode('{}'), type: 'application/json' },
  },
} as const satisfies Record<string, Captured>

export type PositionScenes = Readonly<Record<keyof typeof captures, Scene>>

/** Requests whose approver has to say where they are. */
export async function positionScenes({ eddsa, browser }: VerifyCast): Promise<PositionScenes> {
  const policy = positionPolicy()
  const made = Object.entries(captures).map(
    async ([name, what]) => [name, await makeScene(policy, { signer: eddsa, device: browser }, what)] as const,
  )
  // One scene for each of the captures.
  return Object.fromEntries(await Promise.all(made)) as PositionScenes
}

export function positionPolicy(): Policy {
  const [deleteRepo] = exampleSource.rules
  if (deleteRepo === undefined) throw new Error('the example has it')
  const { secret_headers: _, ...plain } = deleteRepo
  const rule = (id: string, path: string, position: RuleSource['position']): RuleSource => ({
    ...plain,
    id,
    match: { method: 'POST', url: `${siteUrl}/${path}` },
    summary: 'Change the site of {owner}/{repo}',
    ...(position === undefined ? {} : { position }),
  })
  const munich = { name: 'Munich', at: [48.137, 11.575], km: 50 }
  const compiled = compilePolicy({
    ...exampleSource,
    replace: { approvers: { when: "'platform-leads' in approver.groups" } },
    rules: [
      rule('site', ':what', {}),
      rule('site-more', ':what/:more', undefined),
      rule('site-carry', 'carry{/:more}?', {
        why: 'From an office only',
        accuracy: 100,
        within: [munich, { name: 'Quito', at: [-0.18, -78.47], km: 0.05 }],
      }),
      rule('site-seal', 'carry/seal', {
        why: 'From the south only',
        accuracy: 60,
        within: [{ at: [47.7, 11.575], km: 30 }],
      }),
      rule('site-ship', 'ship', { accuracy: 2_000, within: [munich] }),
      rule('site-land', 'land', { accuracy: 1_000, within: [{ at: [-16.5, 179.99], km: 20 }] }),
    ],
  })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  const rules = compiled.policy.rules.map((one) => (one.id === replaceRuleId ? { ...one, position: {} } : one))
  return { ...compiled.policy, rules }
}
