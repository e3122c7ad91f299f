import { bundleLimit, readBundle, verifyBundle } from '@countersign/shared/log'
import { ProtocolError, parseCompact, parseStrictJson, verifyIdToken } from '@countersign/shared/protocol'
import { issuer } from '../../shared/vectors/example.ts'
import { makeScene } from '../../shared/vectors/scene.ts'
import { line, milliseconds, percentile } from './figures.ts'

const rounds = 9

/** `pnpm bench hostile`: how long hostile input keeps a verifier busy before it is refused. */
export async function benchHostile(): Promise<void> {
  console.log(`Hostile input, ${rounds} times each; goal: a code within 50 ms`)
  const floor = Buffer.alloc(bundleLimit, 'x')
  await row('floor: JSON.parse of a 4 MiB string', 'a value', () => void JSON.parse(`"${floor.toString('latin1')}"`))
  for (const [name, run] of await cases()) await row(name, undefined, run)
}

type Run = () => unknown

async function cases(): Promise<readonly (readonly [string, Run])[]> {
  const scene = await makeScene()
  const token = await scene.approverToken()
  const [, payload = '', signature = ''] = token.split('.')
  const bundle = (text: string | Buffer) => () => verifyRead(Buffer.from(text))
  const part = (text: string) => Buffer.from(text).toString('base64url')
  const withHeader = (text: string) => () =>
    verifyIdToken(`${part(text)}.${payload}.${signature}`, 'approver', scene.policy, scene.signer.keys)
  const manyKeys = Array.from({ length: 10_000 }, (_, index) => ({ kty: 'EC', kid: `${index}` }))
  return [
    ['bundle: 11 MB of spaces', bundle(Buffer.alloc(11_000_000, ' '))],
    ['bundle: 4 MiB of brackets', bundle('['.repeat(bundleLimit))],
    ['bundle: 4 MiB of nested objects', bundle('{"a":'.repeat(bundleLimit / 5))],
    ['bundle: 4 MiB of escaped quotes', bundle(`"${'\\"'.repeat(bundleLimit / 2 - 1)}`)],
    ['bundle: 95,000 numbers of 20 digits', bundle(`[${'12345678901234567890,'.repeat(95_000)}1]`)],
    ['bundle: a number of 4 million digits', bundle(`[${'9'.repeat(bundleLimit - 2)}]`)],
    ['bundle: 90,000 names, the last one twice', bundle(`{${names(90_000)},"n89999":0}`)],
    ['bundle: 4 MiB of lone surrogates', bundle(`["${'\\ud800'.repeat(bundleLimit / 6 - 2)}"]`)],
    ['bundle: truncated', bundle('{"format":"countersign-bundle/1","request":{')],
    ['token: a header of 1 MB', withHeader(`{"alg":"ES256","x":"${'x'.repeat(1_000_000)}"}`)],
    ['token: a header of 10 MB', withHeader(`{"alg":"ES256","x":"${'x'.repeat(10_000_000)}"}`)],
    ['token: ten million dots', () => parseCompact('.'.repeat(10_000_000))],
    ['token: nested 10,000 deep', withHeader(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)],
    ['token: 40,000 members in its header', withHeader(`{${names(4_000)}}`)],
    ['JWKS of 10,000 keys', () => verifyIdToken(token, 'approver', scene.policy, { [issuer]: { keys: manyKeys } })],
    ['JWKS of 10,000 keys, as text of 256 KiB', () => parseStrictJson(Buffer.from(`{"keys":[${'{},'.repeat(87_000)}`))],
  ]
}

async function verifyRead(bytes: Uint8Array): Promise<unknown> {
  return verifyBundle(readBundle(bytes), { policyKey: undefined, keys: {} })
}

function names(count: number): string {
  return Array.from({ length: count }, (_, index) => `"n${index}":0`).join(',')
}

async function row(name: string, known: string | undefined, run: Run): Promise<void> {
  const times: number[] = []
  let outcome = known ?? ''
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now()
    if (known === undefined) outcome = await codeOf(run)
    else await run()
    times.push(performance.now() - started)
  }
  const [median, worst] = [percentile(times, 0.5), percentile(times, 1)]
  console.log(line(name, `p50 ${milliseconds(median)}`, `worst ${milliseconds(worst)}`), `  ${outcome}`)
}

/** @throws {Error} where something hostile was taken, or broke the verifier */
async function codeOf(run: Run): Promise<string> {
  try {
    await run()
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
  throw new Error('Hostile input was taken.')
}
