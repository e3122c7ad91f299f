import { verifyPolicy } from '@countersign/shared/protocol'
import { type Command, Option } from 'commander'
import { CommandError, exitCodes } from './command-error.ts'
import { readText } from './files.ts'
import { runFromSource } from './from-source.ts'
import { originGiven } from './origin.ts'
import { readPolicyKey } from './policy-key.ts'
import { checkSigningKey } from './signing-key.ts'

/** `countersign extension build`. */
export function addExtensionCommand(program: Command): void {
  program
    .command('extension')
    .description('The browser extension')
    .command('build')
    .description('Write your organisation’s build, as a directory and as one file beside it')
    .option('--relay <url>', 'origin of the relay')
    .option('--policy <file.jws>', 'signed policy, from `countersign policy sign`')
    .option('--policy-key <public.jwk>', 'the key that it is signed with: this build will trust no other')
    .addOption(
      new Option('--browser <name>', 'which browser it is for').choices(['chromium', 'firefox']).default('chromium'),
    )
    .option('--signing-key <key.pem>', 'RSA key to sign a package with, which browsers install by policy')
    .option('--update-url <url>', 'where you will serve that package’s update file, and the package beside it')
    .option('--store', 'the build for everybody: no policy, and no access until a person gives it')
    .option('--out <dir>', 'directory to write; what is there is replaced', 'countersign-extension')
    .addHelpText('after', help)
    .action(build)
}

const help = `
The same source and options give the same bytes.
A signing key (\`openssl genrsa -out key.pem 3072\`) gives the extension an id of your own: keep the key, and keep it
secret. Whoever has it can update every browser that installed the package. Browsers update to higher versions only; the
last part of the package's version is the policy's.

${exitCodes}`

type BuildOptions = {
  readonly relay?: string
  readonly policy?: string
  readonly policyKey?: string
  readonly browser: string
  readonly signingKey?: string
  readonly updateUrl?: string
  readonly store?: true
  readonly out: string
}

async function build(options: BuildOptions): Promise<void> {
  const { browser, out, updateUrl } = options
  const organisation = options.store === true ? storeBuild(options) : await organisationBuild(options)
  console.log('Building     the extension from its source')
  const given = [...organisation.given, '--browser', browser, '--out', out]
  const built = JSON.parse(await runFromSource('extension/build/main.ts', given))
  console.log(`Written      ${out}  (${built.files} files)`)
  console.log(`Policy       ${organisation.policy}`)
  console.log(`Digest       ${built.digest}`)
  console.log(`Package      ${out}.zip  ${built.packageDigest}`)
  if (built.signed !== undefined) {
    console.log(`Signed       ${out}.crx  ${built.signed.crxDigest}  (version ${built.signed.version})`)
    console.log(`Updates      ${out}.update.xml  (serve it at ${updateUrl}, and the signed package beside it)`)
  }
  console.log(`Extension    ${built.id}`)
  console.log(`Register     ${built.redirect}  (redirect URI of the extension’s client, at every identity provider)`)
}

/** What is said of the policy, and what the build script is given. */
type Given = { readonly policy: string; readonly given: readonly string[] }

/** @throws {CommandError} 2 */
function storeBuild({ relay, policy, policyKey, signingKey, updateUrl, browser }: BuildOptions): Given {
  if ([relay, policy, policyKey, signingKey, updateUrl].some((option) => option !== undefined)) {
    throw new CommandError('--store makes a build of no organisation: it takes no relay, policy or key.', 2)
  }
  if (browser === 'firefox') throw new CommandError('--store makes a build for Chromium alone.', 2)
  return { policy: 'none: people choose their organisation', given: ['--store'] }
}

/** @throws {CommandError} */
async function organisationBuild(options: BuildOptions): Promise<Given> {
  const { relay, policy, policyKey } = options
  if (relay === undefined || policy === undefined || policyKey === undefined) {
    throw new CommandError('An organisation’s build needs --relay, --policy and --policy-key.', 2)
  }
  const origin = originGiven('--relay', relay)
  const signing = await signingArguments(options)
  const { publicJwk } = await readPolicyKey(policyKey)
  const jws = (await readText(policy)).trim()
  const verified = await verifyPolicy(jws, publicJwk, 0, Date.now()).catch((cause: Error) => {
    throw new CommandError(`${policy}: ${cause.message}`, 1, { cause })
  })
  const { organisation, version } = verified.policy
  return {
    policy: `${organisation}, version ${version}`,
    given: ['--relay', origin, '--policy', policy, '--policy-key', policyKey, ...signing],
  }
}

/** @throws {CommandError} 2 */
async function signingArguments({ signingKey, updateUrl, browser }: BuildOptions): Promise<readonly string[]> {
  if (signingKey === undefined && updateUrl === undefined) return []
  if (signingKey === undefined || updateUrl === undefined) {
    throw new CommandError('--signing-key and --update-url go together.', 2)
  }
  if (browser === 'firefox') throw new CommandError('Firefox installs what Mozilla has signed, and nothing else.', 2)
  if (!URL.canParse(updateUrl)) throw new CommandError('--update-url must be a URL.', 2)
  const { origin, href } = new URL(updateUrl)
  originGiven('The origin of --update-url', origin)
  await checkSigningKey(signingKey)
  return ['--signing-key', signingKey, '--update-url', href]
}
