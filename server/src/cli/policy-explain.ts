import { canonicalUrl, type RuleExplanation } from '@countersign/shared/policy'
import { type Claims, parseStrictJson } from '@countersign/shared/protocol'
import type { Command } from 'commander'
import {
  explainPeople,
  explainRequest,
  type PeopleExplanation,
  type RequestExplanation,
} from '../policy/explain/explain-request.ts'
import { captureOf } from '../policy/explain/given-request.ts'
import { requestWords } from '../policy/explain/request-words.ts'
import { CommandError, exitCodes } from './command-error.ts'
import { readBytes } from './files.ts'
import { readAnyPolicy } from './policy-file.ts'
import { visible } from './visible.ts'

/** `countersign policy explain`. */
export function addExplainCommand(policy: Command): void {
  policy
    .command('explain')
    .description('Say what a policy makes of one request: which rule holds it, why, and who may decide')
    .argument('<method>', 'method of the request')
    .argument('<url>', 'its absolute URL')
    .requiredOption('--policy <file>', 'the policy.yaml, or a compiled (.json) or signed (.jws) one')
    .option('--body <file>', 'its body; what kind it is says a content-type header, or else the look of it')
    .option('--header <header>', "one of its headers, such as 'content-type: application/json'", collect, [])
    .option('--as <claims.json>', 'claims of somebody’s ID token, or a list of such: who of them may decide')
    .option('--requester <claims.json>', 'claims of the ID token of who asks: a rule may not count for them')
    .option('--json', 'print JSON: { held, rule, summary, params, demands, why, also, near, people }')
    .addHelpText('after', `\nNothing is sent anywhere, and no signature is checked.\n\n${exitCodes}`)
    .action(explain)
}

type Options = {
  readonly policy: string
  readonly body?: string
  readonly header: readonly string[]
  readonly as?: string
  readonly requester?: string
  readonly json?: true
}

async function explain(method: string, url: string, options: Options): Promise<void> {
  const policy = await readAnyPolicy(options.policy)
  if (canonicalUrl(url) === undefined) throw new CommandError(`${url} is no absolute URL.`, 2)
  const headers = options.header.map(headerIn)
  const body = options.body === undefined ? undefined : new Uint8Array(await readBytes(options.body))
  const captured = await captureOf({ method: method.toUpperCase(), url, headers, body })
  const [requester] = options.requester === undefined ? [] : await readPeople(options.requester)
  const explanation = explainRequest(policy, captured, requester)
  const { protection } = explanation
  const asked = options.as === undefined ? undefined : await readPeople(options.as)
  const people =
    asked === undefined || protection.kind !== 'held'
      ? undefined
      : await explainPeople(policy, protection.rule, captured, asked, requester)
  if (options.json) return console.log(JSON.stringify(asJson(explanation, people)))
  const lines = [`${captured.method} ${url}`, '', ...requestWords(explanation, people)]
  console.log(lines.map(visible).join('\n'))
}

function collect(header: string, before: readonly string[]): readonly string[] {
  return [...before, header]
}

function headerIn(text: string): readonly [string, string] {
  const at = text.indexOf(':')
  if (at < 1) throw new CommandError(`--header ${text} must be a name, a colon and a value.`, 2)
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}

async function readPeople(file: string): Promise<readonly Claims[]> {
  const json = strictJson(file, await readBytes(file))
  const people: readonly unknown[] = Array.isArray(json) ? json : [json]
  if (people.every(isClaims)) return people
  throw new CommandError(`${file} must hold the claims of an ID token, or a list of such.`, 2)
}

function strictJson(file: string, bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes)
  } catch (cause) {
    throw new CommandError(`${file} is no JSON.`, 2, { cause })
  }
}

/** What was parsed as JSON has no other members than JSON. */
function isClaims(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asJson({ protection, also, near }: RequestExplanation, people: PeopleExplanation | undefined) {
  const others = { also: also.map(ruleJson), near: near.map(ruleJson) }
  if (protection.kind !== 'held') return { held: false, ...protection, ...others }
  const { by, rule, summary, params } = protection
  const { id, severity, reason, reason_like, approvers, self_confirm, reauth, acr, amr, number, seen } = rule
  const { break_glass } = rule
  const clocks = { expires: rule.expires, execute_within: rule.execute_within }
  const who = { approvers, self_confirm, break_glass, reauth, acr, amr, number }
  const demands = { severity, reason, reason_like, ...who, ...clocks, seen }
  return {
    held: true,
    rule: id,
    console: rule.console,
    summary,
    params,
    demands,
    why: ruleJson(by),
    ...others,
    people,
  }
}

function ruleJson({ rule, method, address, headers, size, body, when, verdict }: RuleExplanation) {
  return { rule: rule.id, verdict, method, address, headers, size, body, when }
}
