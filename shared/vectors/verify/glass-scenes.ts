import { compilePolicy, type Policy, type PolicySource } from '../../src/policy/index.ts'
import { captured, exampleSource } from '../example.ts'
import { makeScene, type Scene } from '../scene.ts'
import type { VerifyCast } from './cast.ts'

type RuleSource = PolicySource['rules'][number]

const dnsUrl = 'https://github.example/:owner/:repo/dns'
const dns = 'https://github.example/acme/payments/dns'

const captures = {
  /** Who is on call may go without approval, by a strong sign-in. */
  flush: { ...captured, url: `${dns}/flush` },
  /** By another rule besides, whose glass others break, by a sign-in of which one is as strong. */
  point: { ...captured, url: `${dns}/point` },
  /** By another rule besides, which has no glass. */
  drop: { ...captured, url: `${dns}/drop` },
}

export type GlassScenes = Readonly<Record<keyof typeof captures, Scene>>

/** Requests that may go without approval. */
export async function glassScenes({ eddsa, browser }: VerifyCast): Promise<GlassScenes> {
  const policy = glassPolicy()
  const made = Object.entries(captures).map(
    async ([name, what]) => [name, await makeScene(policy, { signer: eddsa, device: browser }, what)] as const,
  )
  // One scene for each of the captures.
  return Object.fromEntries(await Promise.all(made)) as GlassScenes
}

export function glassPolicy(): Policy {
  const [acme] = exampleSource.issuers
  const [deleteRepo] = exampleSource.rules
  if (acme === undefined || deleteRepo === undefined) throw new Error('the example has them')
  const { approvers: _, secret_headers: __, ...plain } = deleteRepo
  const rule = (id: string, path: string, terms: Partial<RuleSource>): RuleSource => ({
    ...plain,
    id,
    match: { method: 'POST', url: `${dnsUrl}/${path}` },
    summary: 'Change the names of {owner}/{repo}',
    approvers: { group: 'leads' },
    ...terms,
  })
  const compiled = compilePolicy({
    ...exampleSource,
    groups: {
      leads: { issuer: acme.issuer, value: 'platform-leads' },
      'on call': { issuer: acme.issuer, value: 'on-call' },
    },
    rules: [
      rule('dns', ':what', {
        acr: ['phr'],
        reauth: 'session',
        break_glass: { group: 'on call', acr: ['phrh', 'phrv'] },
      }),
      rule('dns-point', 'point', {
        break_glass: { when: "requester.claims.level == 3 && 'platform-ops' in requester.groups", acr: ['phrv', 'x'] },
      }),
      rule('dns-drop', 'drop', {}),
    ],
  })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}
