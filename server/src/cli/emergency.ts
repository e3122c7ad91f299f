import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import type { EmergencyKey } from '@countersign/shared/policy'
import {
  decodeBase64url,
  demand,
  demandEmergency,
  demandEmergencyReason,
  type EmergencySigner,
  emergencyUntil,
  keysOf,
  ProtocolError,
  readEmergencyFile,
  signEmergency,
  type TrustedPolicy,
  type VerifiedRequest,
  verifyEmergency,
  verifyPolicy,
  verifyUnproven,
} from '@countersign/shared/protocol'
import { type Command, Option } from 'commander'
import { calculateJwkThumbprint } from 'jose'
import { CommandError, exitCodes } from './command-error.ts'
import { generateEmergencyKey, type KeyKind, readEmergencySigner } from './emergency-key.ts'
import { emergencyWords } from './emergency-words.ts'
import { readBytes, readText, writeNew } from './files.ts'
import { jwkText, readPolicyKey } from './policy-key.ts'

/** `countersign emergency new-key | sign`: for the keepers of keys that lie offline. */
export function addEmergencyCommands(program: Command): void {
  const emergency = program
    .command('emergency')
    .description('Keys that lie offline, for the day on which nobody can be asked')
  emergency
    .command('new-key')
    .description('Make an emergency key, and print what the policy says of it')
    .requiredOption('--id <id>', 'what rules call it: lower-case letters, digits and dashes')
    .requiredOption('--name <name>', 'who keeps it, or where it lies; everybody reads it once it is used')
    .option('--out <file>', 'its private half (mode 0600); by default emergency-<id>.private.jwk')
    .addOption(
      new Option('--type <type>', 'ed25519 needs Chromium 137 or Firefox 129, and later')
        .choices(['p-256', 'ed25519'])
        .default('p-256'),
    )
    .addHelpText('after', `\nNothing that exists is overwritten.\n\n${exitCodes}`)
    .action(newKey)
  emergency
    .command('sign')
    .description('Show what a held request would do, and sign that it is released without an approval')
    .argument('<file>', 'the request as the requester’s browser gave it, or - for standard input')
    .requiredOption('--key <private.jwk>', 'the emergency key, or - for standard input')
    .requiredOption('--policy <policy.jws>', 'the signed policy in force')
    .requiredOption(
      '--policy-key <public.jwk>',
      'the key that your organisation signs policies with; keep it beside yours',
    )
    .requiredOption('--reason <text>', 'why, in ten characters or more; everybody reads it')
    .option('--out <file>', 'a file for the statement besides')
    .option('--yes', 'do not ask: you have read the file by another way')
    .addHelpText(
      'after',
      `\nIt prints the statement, one line, on standard output; everything else goes to standard error.\n\n${exitCodes}`,
    )
    .action(sign)
}

type NewKeyOptions = { readonly id: string; readonly name: string; readonly out?: string; readonly type: KeyKind }

async function newKey({ id, name, out, type }: NewKeyOptions): Promise<void> {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id))
    throw new CommandError('--id takes lower-case letters, digits and dashes.', 2)
  if ([...name].length > 60 || name.trim() === '') throw new CommandError('--name takes 1 to 60 characters.', 2)
  const { privateJwk, publicJwk, fingerprint } = await generateEmergencyKey(type)
  const file = out ?? `emergency-${id}.private.jwk`
  await writeNew(file, jwkText(privateJwk), 0o600)
  const members = Object.entries(publicJwk).map(([member, value]) => `${member}: ${JSON.stringify(value)}`)
  console.error(`Private key  ${file}  (move it offline, and keep no copy here)`)
  console.error(`Fingerprint  ${fingerprint}`)
  console.error('\nFor the policy; nothing in it is secret:\n')
  console.log(`emergency_keys:\n  - id: ${id}\n    name: ${JSON.stringify(name)}\n    key: { ${members.join(', ')} }`)
  console.error(`\nand in each rule that it is for:\n\n    emergency: { keys: [${id}], quorum: 1 }`)
}

type SignOptions = {
  readonly key: string
  readonly policy: string
  readonly policyKey: string
  readonly reason: string
  readonly out?: string
  readonly yes?: true
}

async function sign(file: string, options: SignOptions): Promise<void> {
  const { key, policy, policyKey, reason, out, yes } = options
  const usesInput = [file, key].filter((name) => name === '-').length
  if (usesInput > 1) throw new CommandError('Only one of the two can come from standard input.', 2)
  if (yes === undefined && (usesInput > 0 || process.stdin.isTTY !== true)) {
    throw new CommandError('Nobody can be asked here: sign at a terminal, or say --yes.', 2)
  }
  const trusted = await readPolicy(policy, policyKey)
  const signer = await readEmergencySigner(await textOf(key), key === '-' ? 'Standard input' : key)
  const statement = await judged(file, async () => {
    const { request, body } = readEmergencyFile(
      file === '-' ? new TextEncoder().encode(await text(process.stdin)) : await readBytes(file),
    )
    const own = await verifyUnproven(request, trusted, body === undefined ? undefined : decodeBase64url(body))
    const known = await knownKey(signer, own, trusted)
    demandEmergencyReason(reason)
    demand(Date.now() <= emergencyUntil(own), 'emergency_expired')
    console.error(emergencyWords(own, body, known).join('\n'))
    if (yes === undefined) await askToSign(known)
    const signed = await signEmergency(signer, own.digest, reason)
    // As its holder will: a private half that does not belong to the public one is found out here.
    await verifyEmergency(signed, own, trusted.policy)
    return signed
  })
  if (out !== undefined) await writeNew(out, `${statement}\n`, 0o644)
  console.error('\nPaste this line into the page of the requester’s browser:\n')
  console.log(statement)
}

async function readPolicy(file: string, keyFile: string): Promise<TrustedPolicy> {
  const { publicJwk } = await readPolicyKey(keyFile)
  const jws = (await readText(file)).trim()
  return judged(file, () => verifyPolicy(jws, publicJwk, 0, Date.now()))
}

async function textOf(file: string): Promise<string> {
  return file === '-' ? text(process.stdin) : readText(file)
}

async function knownKey(
  { key }: EmergencySigner,
  { rule }: VerifiedRequest,
  { policy }: TrustedPolicy,
): Promise<EmergencyKey> {
  const emergency = demandEmergency(rule)
  const thumbprint = await calculateJwkThumbprint(key)
  const found = (await keysOf(policy, emergency)).find((one) => one.thumbprint === thumbprint)
  if (found !== undefined) return found
  const named = emergency.keys.join(', ')
  throw new CommandError(`This key (${thumbprint}) is none that the rule ${rule.id} names: ${named}.`, 1)
}

async function askToSign({ id }: EmergencyKey): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question(`\nType the key’s id (${id}) to sign; anything else signs nothing: `)
  lines.close()
  if (answer.trim() !== id) throw new CommandError('Nothing was signed.', 1)
}

/** What is wrong with a file, in its check's own words. */
async function judged<Value>(file: string, check: () => Promise<Value>): Promise<Value> {
  try {
    return await check()
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause
    throw new CommandError(`${file}: ${cause.message} (${cause.code})`, 1, { cause })
  }
}
