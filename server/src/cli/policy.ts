import { basename, join } from 'node:path'
import type { Policy } from '@countersign/shared/policy'
import { decodeBase64url, digestOf, jcs, sha256, signHandover, signPolicy } from '@countersign/shared/protocol'
import type { Command } from 'commander'
import { generatePolicyKey } from '../policy/keygen.ts'
import { PolicyFileError } from '../policy/policy-file-error.ts'
import { checkPolicySource, readPolicySource } from '../policy/read-source.ts'
import { sourceSchema } from '../policy/source-schema.ts'
import { dayOf } from '../utc.ts'
import { CommandError, exitCodes } from './command-error.ts'
import { readText, writeNew, writeOver } from './files.ts'
import { addDiffCommand } from './policy-diff.ts'
import { addExplainCommand } from './policy-explain.ts'
import { jwkText, readPolicyKey } from './policy-key.ts'
import { addTestCommand } from './policy-test.ts'

/** `countersign policy keygen | sign | check | explain | test | diff | schema | compile | fingerprint | hand-over`. */
export function addPolicyCommands(program: Command): void {
  const policy = program.command('policy').description('Policy files and the key that they are signed with')
  policy
    .command('keygen')
    .description('Make a policy key pair (ES256)')
    .option('--out <dir>', 'directory for policy-key.private.jwk (mode 0600) and policy-key.public.jwk', '.')
    .addHelpText('after', `\nNothing that exists is overwritten.\n\n${exitCodes}`)
    .action(keygen)
  policy
    .command('sign')
    .description('Compile a policy.yaml and sign it')
    .argument('<file>', 'the policy.yaml')
    .requiredOption('--key <private.jwk>', 'private policy key')
    .option('--out <file.jws>', 'signed policy; by default beside the source, with .jws as its ending')
    .option('--hand-over <file...>', 'hand-overs from earlier keys to this one, oldest first')
    .addHelpText('after', `\n${exitCodes}`)
    .action(sign)
  policy
    .command('hand-over')
    .description('Hand over from a policy key to the next one: the old key signs which comes after it')
    .requiredOption('--from <old.private.jwk>', 'private key that devices trust today')
    .requiredOption('--to <new.public.jwk>', 'the key to trust from now on')
    .requiredOption('--out <file.jws>', 'the hand-over, for `policy sign --hand-over`')
    .addHelpText(
      'after',
      `\nSign every policy with the new key and all hand-overs until no device trusts an earlier key.\n\n${exitCodes}`,
    )
    .action(handOver)
  policy
    .command('compile')
    .description('Compile a policy.yaml to the JSON that is signed or approved')
    .argument('<file>', 'the policy.yaml')
    .requiredOption('--out <file.json>', 'the compiled policy')
    .addHelpText('after', `\n${exitCodes}`)
    .action(compile)
  policy
    .command('check')
    .description('Say what is wrong in a policy.yaml, and what is hardly meant, with line and column')
    .argument('<file>', 'the policy.yaml')
    .option(
      '--json',
      'print JSON: { ok, file, organisation, version, valid_until, digest, rules, monitored, warnings } or { ok, file, faults }',
    )
    .addHelpText('after', `\n${exitCodes}`)
    .action(check)
  addExplainCommand(policy)
  addTestCommand(policy)
  addDiffCommand(policy)
  policy
    .command('schema')
    .description('Print the JSON Schema of a policy.yaml, for editors')
    .addHelpText(
      'after',
      `\nAn editor takes it from the first line of a policy; every relay has it at this path:\n  # yaml-language-server: $schema=https://countersign.acme.example/policy.schema.json\n\n${exitCodes}`,
    )
    .action(() => console.log(JSON.stringify(sourceSchema(), null, 2)))
  policy
    .command('fingerprint')
    .description('Print the fingerprint of a policy key (RFC 7638, SHA-256), public or private')
    .argument('<key.jwk>', 'the key')
    .option('--json', 'print JSON: { fingerprint }')
    .addHelpText('after', `\n${exitCodes}`)
    .action(fingerprint)
}

async function keygen({ out }: { out: string }): Promise<void> {
  const { privateJwk, publicJwk, fingerprint } = await generatePolicyKey()
  const [privateFile, publicFile] = [join(out, 'policy-key.private.jwk'), join(out, 'policy-key.public.jwk')]
  // The public one first: where it stands in the way, no private key is left behind without it.
  await writeNew(publicFile, jwkText(publicJwk), 0o644)
  await writeNew(privateFile, jwkText(privateJwk), 0o600)
  console.log(`Private key  ${privateFile}  (keep it off the relay)`)
  console.log(`Public key   ${publicFile}`)
  console.log(`Fingerprint  ${fingerprint}`)
}

type SignOptions = { readonly key: string; readonly out?: string; readonly handOver?: readonly string[] }

async function sign(file: string, { key, out, handOver: files = [] }: SignOptions): Promise<void> {
  const policy = await readPolicy(file)
  const { publicJwk, privateKey, fingerprint } = await readPolicyKey(key)
  if (privateKey === undefined) throw new CommandError(`${key} is a public key; signing takes the private one.`, 2)
  const signed = out ?? `${file.replace(/\.ya?ml$/, '')}.jws`
  const handOvers = await Promise.all(files.map(async (handover) => (await readText(handover)).trim()))
  const jws = await signPolicy(policy, privateKey, publicJwk, handOvers)
  await writeOver(signed, `${jws}\n`)
  console.log(`Signed       ${signed}  (version ${policy.version}, valid until ${lastDay(policy)})`)
  console.log(`Digest       ${await sha256(decodeBase64url(jws.split('.')[1] ?? ''))}`)
  console.log(`Fingerprint  ${fingerprint}`)
}

async function handOver({ from, to, out }: { from: string; to: string; out: string }): Promise<void> {
  const [before, next] = await Promise.all([readPolicyKey(from), readPolicyKey(to)])
  if (before.privateKey === undefined) throw new CommandError(`${from} is a public key; it takes the private one.`, 2)
  if (before.fingerprint === next.fingerprint) throw new CommandError('Both files hold the same key.', 2)
  await writeNew(out, `${await signHandover(before.privateKey, before.publicJwk, next.publicJwk)}\n`, 0o644)
  console.log(`Hand-over    ${out}`)
  console.log(`From         ${before.fingerprint}`)
  console.log(`To           ${next.fingerprint}`)
}

async function compile(file: string, { out }: { out: string }): Promise<void> {
  const policy = await readPolicy(file)
  // The bytes that are signed or approved, so without a line's end.
  await writeOver(out, jcs(policy))
  console.log(`Compiled     ${out}  (version ${policy.version}, valid until ${lastDay(policy)})`)
  console.log(`Digest       ${await digestOf(policy)}`)
}

async function check(file: string, { json }: { json?: true }): Promise<void> {
  const text = await readText(file)
  const read = attempt(() => checkPolicySource(file, text))
  if (!read.ok) {
    if (json) console.log(JSON.stringify({ ok: false, file, faults: read.message.split('\n') }))
    throw new CommandError(json ? `${file} has faults.` : read.message, 1)
  }
  const { policy, warnings } = read.value
  const { organisation, version, valid_until } = policy
  const digest = await digestOf(policy)
  const rules = policy.rules.map(({ id }) => id)
  const monitored = (policy.monitored ?? []).map(({ id }) => id)
  if (json) {
    const facts = { organisation, version, valid_until, digest, rules, monitored, warnings }
    console.log(JSON.stringify({ ok: true, file, ...facts }))
    return
  }
  for (const warning of warnings) console.log(`Warning: ${warning}`)
  const named = rules.length === 0 ? 'none' : rules.join(', ')
  console.log(`${basename(file)} is good: ${organisation}, version ${version}, rules: ${named}`)
  if (monitored.length > 0) console.log(`Only recorded, and not held: ${monitored.join(', ')}`)
  console.log(digest)
  for (const { issuer, capabilities } of policy.issuers) if (capabilities === undefined) console.log(unsaid(issuer))
  const days = Math.floor((valid_until - Date.now()) / 86_400_000)
  if (days < 30) console.log(days < 0 ? 'It is not valid any more.' : `It is valid for ${days} more days.`)
}

async function fingerprint(file: string, { json }: { json?: true }): Promise<void> {
  const { fingerprint } = await readPolicyKey(file)
  console.log(json ? JSON.stringify({ fingerprint }) : fingerprint)
}

async function readPolicy(file: string): Promise<Policy> {
  const text = await readText(file)
  const read = attempt(() => readPolicySource(file, text))
  if (!read.ok) throw new CommandError(read.message, 1)
  return read.value
}

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string }

function attempt<T>(run: () => T): Read<T> {
  try {
    return { ok: true, value: run() }
  } catch (error) {
    if (error instanceof PolicyFileError) return { ok: false, message: error.message }
    throw error
  }
}

/** Without capabilities a rule that its issuer cannot serve is found out by the first held request. */
function unsaid(issuer: string): string {
  return `It does not say what ${issuer} delivers (capabilities). See: countersign doctor ${issuer} --sign-in --policy …`
}

/** `valid_until` is the first moment at which it is not valid any more. */
function lastDay({ valid_until }: Policy): string {
  return dayOf(valid_until - 1)
}
