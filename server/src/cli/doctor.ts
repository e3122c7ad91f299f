import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { examine } from '../doctor/examine.ts'
import { CommandError } from './command-error.ts'
import { addProviderOptions, examineProviderAt, type ProviderOptions } from './doctor-provider.ts'
import { exitCodeOf, findingLines } from './finding-lines.ts'

/** `countersign doctor`: at the relay, or with an issuer at that identity provider. */
export function addDoctorCommand(program: Command): void {
  const command = program
    .command('doctor')
    .description('Look at a relay’s set-up and say who is trusted for what in it, or at an identity provider')
    .argument('[issuer]', 'an identity provider to look at, instead of the relay')
    .option('--json', 'print JSON: [{ what, kind: good | trusted | note | warning | fault, says }]')
  addProviderOptions(command)
    .addHelpText(
      'after',
      '\nWithout an issuer, settings are those of `countersign serve`.\n\nExit codes:\n  0   nothing is wrong\n  1   a fault was found\n  2   an option or a setting is wrong\n',
    )
    .action(doctor)
}

async function doctor(issuer: string | undefined, options: ProviderOptions): Promise<void> {
  if (issuer !== undefined) return examineProviderAt(issuer, options)
  // `--sign-in` takes what follows it for its port.
  if (options.signIn !== undefined) throw new CommandError('Which identity provider? Name it before --sign-in.', 2)
  const findings = await examine(readConfig(process.env), Date.now())
  if (options.json) console.log(JSON.stringify(findings))
  else for (const line of linesOf(findings)) console.log(line)
  process.exitCode = exitCodeOf(findings)
}

function linesOf(findings: Awaited<ReturnType<typeof examine>>): readonly string[] {
  // All together, so that both parts have one width.
  const lines = findingLines(findings)
  const part = (trusted: boolean) => lines.filter((_, index) => (findings[index]?.kind === 'trusted') === trusted)
  const trusted = part(true)
  return [...part(false), ...(trusted.length === 0 ? [] : ['', 'Who is trusted, and for what', ...trusted])]
}
