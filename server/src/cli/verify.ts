import { stat } from 'node:fs/promises'
import {
  type AccountLine,
  type BundleReport,
  bundleLimit,
  describeBundle,
  readBundle,
  verifyBundle,
} from '@countersign/shared/log'
import { type IssuerKeys, ProtocolError, parseStrictJson } from '@countersign/shared/protocol'
import type { Command } from 'commander'
import type { JWK } from 'jose'
import { CommandError } from './command-error.ts'
import { readBytes } from './files.ts'
import { readPolicyKey } from './policy-key.ts'
import { red } from './red.ts'

const exitCodes = `Exit codes:
  0   valid, under keys that you gave
  1   not valid: a check failed, or it is no proof of a request
  2   the command could not be carried out: wrong options, a file that cannot be read
  3   valid, but a key is vouched for by the relay alone: give --policy-key and --jwks
  4   erased: nothing is left to be verified
  70  a fault in this program`

/** `countersign verify`: one request's bundle, offline. */
export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('Verify the proof of one request (a bundle), offline')
    .argument('<file>', 'the bundle, from GET /v1/requests/{id}/bundle or from the phone app')
    .option('--policy-key <public.jwk>', 'the key that your organisation signs policies with')
    .option(
      '--jwks <file.json>',
      'keys of the identity provider that you got from it yourself: a JWK set, or {"<issuer>": JWK set}',
    )
    .option('--json', 'print JSON: { verdict, says, lines: [{ mark, what, says }] }')
    .addHelpText('after', `\n${exitCodes}`)
    .action(verify)
}

type Options = { readonly policyKey?: string; readonly jwks?: string; readonly json?: true }

async function verify(file: string, { policyKey, jwks, json }: Options): Promise<void> {
  const key = policyKey === undefined ? undefined : (await readPolicyKey(policyKey)).publicJwk
  const keys = jwks === undefined ? undefined : await readKeys(jwks)
  const report = await judge(file, key, keys, json === true)
  const { verdict, lines } = describeBundle(report)
  if (json) console.log(JSON.stringify({ verdict: report.verdict, says: verdict, lines }))
  else console.log([...lines.map(lineOf), '', verdict].join('\n'))
  process.exitCode = codes[report.verdict]
}

/** What nobody should overlook is red where there are colours. */
function lineOf({ mark, what, says }: AccountLine): string {
  const line = `${marks[mark]} ${what.padEnd(9)} ${says}`
  return mark === 'alarm' ? red(line) : line
}

const marks = { proven: '✓', failed: '✗', word: '·', alarm: '!' } as const
const codes = { valid: 0, invalid: 1, 'relay-keys': 3, erased: 4 } as const

async function judge(
  file: string,
  policyKey: JWK | undefined,
  keys: GivenKeys | undefined,
  json: boolean,
): Promise<BundleReport> {
  const { size } = await stat(file).catch(() => ({ size: 0 }))
  try {
    if (size > bundleLimit) throw new ProtocolError('bundle_too_large')
    const bundle = readBundle(await readBytes(file))
    return await verifyBundle(bundle, { policyKey, keys: keys === undefined ? {} : keys(bundle) })
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause
    if (json) console.log(JSON.stringify({ verdict: 'invalid', says: cause.message, code: cause.code, lines: [] }))
    throw new CommandError(`${file}: ${cause.message} (${cause.code})`, 1, { cause })
  }
}

type GivenKeys = (bundle: ReturnType<typeof readBundle>) => IssuerKeys

/** A set without an issuer's name is that of the requester's issuer. */
async function readKeys(file: string): Promise<GivenKeys> {
  const value = await readJson(file)
  if (isKeySet(value)) return (bundle) => ('erased' in bundle ? {} : { [bundle.request.requester.iss]: value })
  const sets = Object.entries(value)
  if (sets.length === 0 || !sets.every(([, set]) => isKeySet(set))) {
    throw new CommandError(`${file} is neither a JWK set nor {"<issuer>": JWK set}.`, 2)
  }
  // Every member was found to be a set.
  return () => value as IssuerKeys
}

async function readJson(file: string): Promise<object> {
  try {
    const value = parseStrictJson(await readBytes(file))
    if (value !== null && typeof value === 'object') return value
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause
  }
  throw new CommandError(`${file} is not strict JSON.`, 2)
}

function isKeySet(value: unknown): value is IssuerKeys[string] {
  return value !== null && typeof value === 'object' && 'keys' in value && Array.isArray(value.keys)
}
