import { verifyPolicy } from '@countersign/shared/protocol'
import { type Command, Option } from 'commander'
import { CommandError, exitCodes } from './command-error.ts'
import { readText } from './files.ts'
import { runFromSource } from './from-source.ts'
import { originGiven } from './origin.ts'
import { readPolicyKey } from './policy-key.ts'

/** `countersign extension build`. */
export function addExtensionCommand(program: Command): void {
  program
    .command('extension')
    .description('The browser extension')
    .command('build')
    .description('Write your organisation’s build, as a directory and as one file beside it')
    .requiredOption('--relay <url>', 'origin of the relay')
    .requiredOption('--policy <file.jws>', 'signed policy, from `countersign policy sign`')
    .requiredOption('--policy-key <public.jwk>', 'the key that it is signed with: this build will trust no other')
    .addOption(
      new Option('--browser <name>', 'which browser it is for').choices(['chromium', 'firefox']).default('chromium'),
    )
    .option('--out <dir>', 'directory to write; what is there is replaced', 'countersign-extension')
    .addHelpText('after', `\nThe same source and options give the same bytes.\n\n${exitCodes}`)
    .action(build)
}

type BuildOptions = {
  readonly relay: string
  readonly policy: string
  readonly policyKey: string
  readonly browser: string
  readonly out: string
}

async function build({ relay, policy, policyKey, browser, out }: BuildOptions): Promise<void> {
  const origin = originGiven('--relay', relay)
  const { publicJwk } = await readPolicyKey(policyKey)
  const jws = (await readText(policy)).trim()
  const verified = await verifyPolicy(jws, publicJwk, 0, Date.now()).catch((cause: Error) => {
    throw new CommandError(`${policy}: ${cause.message}`, 1, { cause })
  })
  console.log('Building     the extension from its source')
  const given = ['--relay', origin, '--policy', policy, '--policy-key', policyKey, '--browser', browser, '--out', out]
  const { files, digest, packageDigest, redirect } = JSON.parse(await runFromSource('extension/build/main.ts', given))
  console.log(`Written      ${out}  (${files} files)`)
  console.log(`Policy       ${verified.policy.organisation}, version ${verified.policy.version}`)
  console.log(`Digest       ${digest}`)
  console.log(`Package      ${out}.zip  ${packageDigest}`)
  console.log(`Register     ${redirect}  (redirect URI of the extension’s client, at every identity provider)`)
}
