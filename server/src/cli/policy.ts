import { basename, join } from 'node:path'
import type { Policy } from '@countersign/shared/policy'
import { decodeBase64url, digestOf, sha256, signPolicy } from '@countersign/shared/protocol'
import type { Command } from 'commander'
import { generatePolicyKey } from '../policy/keygen.ts'
import { PolicyFileError, readPolicySource } from '../policy/read-source.ts'
import { CommandError, exitCodes } from './command-error.ts'
import { readText, writeNew, writeOver } from './files.ts'
import { jwkText, readPolicyKey } from './policy-key.ts'

/** `countersign policy keygen | sign | check | fingerprint`. */
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
    .addHelpText('after', `\n${exitCodes}`)
    .action(sign)
  policy
    .command('check')
    .description('Say what is wrong in a policy.yaml, with line and column')
    .argument('<file>', 'the policy.yaml')
    .option(
      '--json',
      'print JSON: { ok, file, organisation, version, valid_until, digest, rules } or { ok, file, faults }',
    )
    .addHelpText('after', `\n${exitCodes}`)
    .action(check)
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

async function sign(file: string, { key, out }: { key: string; out?: string }): Promise<void> {
  const policy = await readPolicy(file)
  const { publicJwk, privateKey, fingerprint } = await readPolicyKey(key)
  if (privateKey === undefined) throw new CommandError(`${key} is a public key; signing takes the private one.`, 2)
  const signed = out ?? `${file.replace(/\.ya?ml$/, '')}.jws`
  const jws = await signPolicy(policy, privateKey, publicJwk)
  await writeOver(signed, `${jws}\n`)
  console.log(`Signed       ${signed}  (version ${policy.version}, valid until ${lastDay(policy)})`)
  console.log(`Digest       ${await sha256(decodeBase64url(jws.split('.')[1] ?? ''))}`)
  console.log(`Fingerprint  ${fingerprint}`)
}

async function check(file: string, { json }: { json?: true }): Promise<void> {
  const text = await readText(file)
  const read = attempt(() => readPolicySource(file, text))
  if (!read.ok) {
    if (json) console.log(JSON.stringify({ ok: false, file, faults: read.message.split('\n') }))
    throw new CommandError(json ? `${file} has faults.` : read.message, 1)
  }
  const { organisation, version, rules, valid_until } = read.policy
  const digest = await digestOf(read.policy)
  const ids = rules.map(({ id }) => id)
  if (json) console.log(JSON.stringify({ ok: true, file, organisation, version, valid_until, digest, rules: ids }))
  else
    console.log(`${basename(file)} is good: ${organisation}, version ${version}, rules: ${ids.join(', ')}\n${digest}`)
}

async function fingerprint(file: string, { json }: { json?: true }): Promise<void> {
  const { fingerprint } = await readPolicyKey(file)
  console.log(json ? JSON.stringify({ fingerprint }) : fingerprint)
}

async function readPolicy(file: string): Promise<Policy> {
  const text = await readText(file)
  const read = attempt(() => readPolicySource(file, text))
  if (!read.ok) throw new CommandError(read.message, 1)
  return read.policy
}

type Read = { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly message: string }

function attempt(run: () => Policy): Read {
  try {
    return { ok: true, policy: run() }
  } catch (error) {
    if (error instanceof PolicyFileError) return { ok: false, message: error.message }
    throw error
  }
}

/** `valid_until` is the first moment at which it is not valid any more. */
function lastDay({ valid_until }: Policy): string {
  return new Date(valid_until - 1).toISOString().slice(0, 10)
}
