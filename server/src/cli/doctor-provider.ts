import type { Policy } from '@countersign/shared/policy'
import type { Command } from 'commander'
import { examineProvider } from '../doctor/provider/examine-provider.ts'
import { type Provider, providerOf } from '../doctor/provider/provider.ts'
import { visit } from '../doctor/provider/visit.ts'
import { readPolicySource } from '../policy/read-source.ts'
import { CommandError } from './command-error.ts'
import { capabilityLines, signInAtProvider } from './doctor-sign-in.ts'
import { readText } from './files.ts'
import { exitCodeOf, findingLines } from './finding-lines.ts'
import { originGiven } from './origin.ts'

export type ProviderOptions = {
  readonly json?: true
  readonly policy?: string
  readonly extensionClient?: string
  readonly appClient?: string
  readonly approverClient?: string
  readonly app?: string
  readonly extensionRedirect?: string
  readonly signIn?: string | true
}

export function addProviderOptions(command: Command): Command {
  return command
    .option('--policy <policy.yaml>', 'of the provider: the policy whose rules it has to serve')
    .option('--extension-client <id>', 'of the provider: client of the extension, where no policy names it')
    .option('--app-client <id>', 'of the provider: client of the phone app')
    .option('--approver-client <id>', 'of the provider: client of the approvals')
    .option('--app <origin>', 'of the provider: origin of the phone app, whose /callback is a redirect URI')
    .option('--extension-redirect <uri>', 'of the provider: redirect URI that `extension build` printed')
    .option(
      '--sign-in [port]',
      'of the provider: have somebody sign in once, with an answer to this port of this machine (default: 8765)',
    )
}

/** `countersign doctor ISSUER`. */
export async function examineProviderAt(issuer: string, options: ProviderOptions): Promise<void> {
  const provider = await readProvider(issuer, options)
  const surroundings = { fetch, visit, now: Date.now }
  const examined = await examineProvider(surroundings, provider)
  const { findings, capabilities } =
    options.signIn === undefined
      ? { findings: [] }
      : await signInAtProvider(surroundings, provider, examined, options.signIn)
  const all = [...examined.findings, ...findings]
  if (options.json) {
    const says = { what: 'Capabilities', kind: 'note', says: JSON.stringify(capabilities) } as const
    console.log(JSON.stringify(capabilities === undefined ? all : [...all, says]))
  } else {
    for (const line of [...findingLines(all), ...(capabilities === undefined ? [] : capabilityLines(capabilities))]) {
      console.log(line)
    }
  }
  process.exitCode = exitCodeOf(all)
}

async function readProvider(issuer: string, options: ProviderOptions): Promise<Provider> {
  const policy = options.policy === undefined ? undefined : await readPolicy(options.policy, issuer)
  const { extensionClient, appClient, approverClient, app, extensionRedirect } = options
  if (extensionRedirect !== undefined && !URL.canParse(extensionRedirect)) {
    throw new CommandError('--extension-redirect must be a URL.', 2)
  }
  return providerOf(issuer, policy, {
    clients: {
      ...(extensionClient === undefined ? {} : { extension: extensionClient }),
      ...(appClient === undefined ? {} : { app: appClient }),
      ...(approverClient === undefined ? {} : { approver: approverClient }),
    },
    app: app === undefined ? undefined : originGiven('--app', app),
    extensionRedirect,
  })
}

async function readPolicy(file: string, issuer: string): Promise<Policy> {
  const policy = readPolicySource(file, await readText(file))
  if (policy.issuers.some((known) => known.issuer === issuer)) return policy
  const known = policy.issuers.map((candidate) => candidate.issuer).join(', ')
  throw new CommandError(`${file} does not name ${issuer}. It names ${known}.`, 2)
}
