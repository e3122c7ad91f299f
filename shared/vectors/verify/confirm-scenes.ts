import { compilePolicy, type Policy, type PolicySource } from '../../src/policy/index.ts'
import { captured, exampleSource } from '../example.ts'
import { makeScene, type Scene } from '../scene.ts'
import { guests, partner, type VerifyCast } from './cast.ts'

type RuleSource = PolicySource['rules'][number]

const keyUrl = 'https://github.example/:owner/:repo/keys'
const key = 'https://github.example/acme/payments/keys'

const captures = {
  /** Asks the requester alone. */
  rotate: { ...captured, url: `${key}/rotate` },
  /** The same, by a strong sign-in, not long ago. */
  export: { ...captured, url: `${key}/export` },
  /** By one rule the requester, by another one a lead. */
  revoke: { ...captured, url: `${key}/revoke` },
}

export type ConfirmScenes = Readonly<Record<keyof typeof captures, Scene>>

/** Requests whose requester is asked. */
export async function confirmScenes({ eddsa, browser }: VerifyCast): Promise<ConfirmScenes> {
  const policy = confirmPolicy()
  const made = Object.entries(captures).map(
    async ([name, what]) => [name, await makeScene(policy, { signer: eddsa, device: browser }, what)] as const,
  )
  // One scene for each of the captures.
  return Object.fromEntries(await Promise.all(made)) as ConfirmScenes
}

/** One issuer that numbers its people as another does, and one whose accounts are called the same in every client. */
export function confirmPolicy(): Policy {
  const [acme] = exampleSource.issuers
  const [deleteRepo] = exampleSource.rules
  if (acme === undefined || deleteRepo === undefined) throw new Error('the example has them')
  const { approvers: _, secret_headers: __, ...plain } = deleteRepo
  const confirm = (id: string, path: string, terms: Partial<RuleSource> = {}): RuleSource => ({
    ...plain,
    id,
    match: { method: 'POST', url: `${keyUrl}/${path}` },
    summary: 'Do something with the keys of {owner}/{repo}',
    self_confirm: true,
    ...terms,
  })
  const { clients } = acme
  const compiled = compilePolicy({
    ...exampleSource,
    issuers: [
      { ...acme, person_namespace: 'staff' },
      {
        issuer: partner,
        clients,
        identity: { subject: 'sub', person: 'staff_id', email: 'email' },
        members: "claims.email.endsWith('.example')",
        person_namespace: 'staff',
      },
      {
        issuer: guests,
        clients,
        identity: { subject: 'sub', email: 'email' },
        members: "claims.email.endsWith('.example')",
        subjects: 'public',
      },
    ],
    links: [
      [
        { issuer: acme.issuer, subject: 'E1' },
        { issuer: guests, subject: 'g-1' },
      ],
    ],
    groups: { leads: { issuer: acme.issuer, value: 'platform-leads' } },
    rules: [
      confirm('rotate-key', 'rotate'),
      confirm('export-key', 'export', { reauth: { max_age: 300 }, acr: ['phr'], amr: ['hwk'] }),
      confirm('revoke-key', 'revoke', { acr: ['phr'] }),
      {
        ...plain,
        id: 'keys',
        match: { method: 'POST', url: `${keyUrl}/rev*` },
        summary: 'Change the keys',
        approvers: { group: 'leads' },
      },
    ],
  })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}
