import type { Command } from 'commander'
import { buildOrganisedApp } from './app-build.ts'
import { verifyDeployedApp } from './app-verify.ts'
import { exitCodes } from './command-error.ts'

/** `countersign app build | verify`. */
export function addAppCommands(program: Command): void {
  const app = program.command('app').description('The phone app, for an origin that is not the relay’s')
  app
    .command('build')
    .description('Write your organisation’s phone app for any static host')
    .requiredOption('--relay <url>', 'origin of the relay')
    .requiredOption('--origin <url>', 'origin that the app will be served from')
    .requiredOption('--policy <file.jws>', 'signed policy, from `countersign policy sign`')
    .requiredOption('--policy-key <public.jwk>', 'the key that it is signed with: this app will trust no other')
    .option('--connect <origins...>', 'origins of token and key endpoints that lie elsewhere than their issuer', [])
    .option('--out <dir>', 'directory to write; what is there is replaced', 'countersign-app')
    .option('--built <dir>', 'the app that is the same for everybody; by default built from the source')
    .addHelpText(
      'after',
      `\nThe same source and options give the same bytes. The digest that is printed stands for all of them.\n\n${exitCodes}`,
    )
    .action(buildOrganisedApp)
  app
    .command('verify')
    .description('Compare a deployed phone app with what it should be')
    .argument('<url>', 'origin that it is served from')
    .option('--digests <file>', 'digests.json of your own build')
    .option('--digest <hex>', 'the one digest, as `countersign app build` printed it')
    .option('--json', 'print JSON: { same, digest, compared: [{ what, ok, says }] }')
    .addHelpText('after', `\nExit codes:\n  0   the same\n  1   it differs\n  2   it could not be compared\n`)
    .action(verifyDeployedApp)
}
