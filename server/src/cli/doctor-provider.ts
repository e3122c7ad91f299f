import type { Policy } from '@countersign/shared/policy'
import type { Command } from 'commander'
import { examineProvider } from '../doctor/provider/examine-provider.ts'
import { type Provider, providerOf } from '../doctor/provider/provider.ts'
import { readPolicySource } from '../policy/read-source.ts'
import { CommandError } from './command-error.ts'
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
}

export function addProviderOptions(command: Command): Command {
  return command
    .option('--policy <policy.yaml>', 'of the provider: the policy whose rules it has to serve')
    .option('--extension-client <id>', 'of the provider: client of the extension, where no policy names it')
    .option('--app-client <id>', 'of the provider: client of the phone app')
    .option('--approver-client <id>', 'of the provider: client of the approvals')
    .option('--app <origin>', 'of the provider: origin of the phone app, whose /callback is a redirect URI')
    .option('--extension-redirect <uri>', 'of the provider: redirect URI that `extension build` printed')
}

/** `countersign doctor ISSUER`. */
export async function examineProviderAt(issuer: string, options: ProviderOptions): Promise<void> {
  const provider = await readProvider(issuer, options)
  const { findings } = await examineProvider({ fetch, now: Date.now }, provider)
  if (options.json) console.log(JSON.stringify(findings))
  else for (const line of findingLines(findings)) console.log(line)
  process.exitCode = exitCodeOf(findings)
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
