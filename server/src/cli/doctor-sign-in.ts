import type { Capabilities } from '@countersign/shared/policy'
import type { Examined, Surroundings } from '../doctor/provider/examine-provider.ts'
import type { Provider } from '../doctor/provider/provider.ts'
import { type CallbackListener, listenForCallback } from '../doctor/provider/sign-in/callback.ts'
import { type SignedIn, signInOnce } from '../doctor/provider/sign-in/sign-in.ts'
import { CommandError } from './command-error.ts'

/** `countersign doctor ISSUER --sign-in [port]`: the part that needs a person. */
export async function signInAtProvider(
  surroundings: Surroundings,
  provider: Provider,
  { findings, metadata }: Examined,
  port: string | true,
): Promise<SignedIn> {
  const client = provider.clients.approver
  if (client === undefined) throw new CommandError('--sign-in needs --policy or --approver-client.', 2)
  const isBroken = findings.some(({ what, kind }) => kind === 'fault' && needed.includes(what))
  if (metadata === undefined || isBroken) return { findings: [notTried] }
  const listener = await listen(port === true ? 8765 : Number(port))
  try {
    return await signInOnce(surroundings, provider, metadata, {
      client,
      listener,
      // On stderr: what is read by programs stays whole.
      send: (address) => console.error(instructions(client, listener.redirect, address)),
      patience: AbortSignal.timeout(300_000),
    })
  } finally {
    listener.close()
  }
}

/** Without these nobody is sent to the provider, and no code to its token endpoint. */
const needed = ['Discovery', 'Endpoints', 'Keys']
const notTried = { what: 'Sign-in', kind: 'note', says: 'not tried: mend the faults above first.' } as const

async function listen(port: number): Promise<CallbackListener> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new CommandError('--sign-in takes a port.', 2)
  try {
    return await listenForCallback(port)
  } catch (cause) {
    throw new CommandError(`Port ${port} cannot be listened on. Give another one: --sign-in PORT`, 2, { cause })
  }
}

function instructions(client: string, redirect: string, address: string): string {
  return `Register ${redirect} as a redirect URI of ${client}, for as long as this takes. Then sign in, within five minutes:

${address}
`
}

/** As one person's sign-in showed it; flow style, since texts of the provider are in it. */
export function capabilityLines(capabilities: Capabilities): readonly string[] {
  const members = Object.entries(capabilities).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`)
  return ['', 'For the policy, under this issuer, as this one sign-in showed it:', '', 'capabilities:', ...members]
}
