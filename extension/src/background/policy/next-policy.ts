import { networkRules, Policy, pageRules, replaceRuleId } from '@countersign/shared/policy'
import { type Digest, digestOf, jcs, mostBeside, parseAs, parseStrictJson } from '@countersign/shared/protocol'
import { formatBytes } from '@countersign/shared/ui'

/** What a policy that somebody wants to propose would change, for them to look at. */
export type NextPolicy = {
  readonly version: number
  readonly digest: Digest
  /** Milliseconds since the epoch. */
  readonly validUntil: number
  /** Ids of rules. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly string[]
  /** What else differs, in words. */
  readonly also: readonly string[]
}

/** The bytes are those that are approved: one policy has one spelling. */
export type Inspected =
  | { readonly kind: 'next'; readonly next: NextPolicy; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'unusable'; readonly why: string }

export type Inspecting = {
  readonly inForce: Policy
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Whether the browser's network rules can have this expression. */
  readonly isSupported: (regex: string) => Promise<boolean>
}

/** Looks at the output of `countersign policy compile` before anybody is asked to approve it. */
export async function inspectNext(text: string, { inForce, now, isSupported }: Inspecting): Promise<Inspected> {
  const policy = read(text)
  if (policy === undefined) {
    return unusable('This file is no compiled policy. Make one with “countersign policy compile”.')
  }
  if (!inForce.rules.some(({ id }) => id === replaceRuleId)) {
    return unusable('The policy in force names nobody who may replace it. Sign the next one with the policy key.')
  }
  if (policy.version <= inForce.version) {
    return unusable(`It is version ${policy.version}, and version ${inForce.version} is in force.`)
  }
  if (policy.valid_until <= now) return unusable('It has run out already.')
  const bytes = new TextEncoder().encode(jcs(policy))
  if (bytes.length > mostBeside) {
    return unusable(
      `It is ${formatBytes(bytes.length)} long, and an approver can be shown no more than ${formatBytes(mostBeside)}. Sign it with the policy key instead.`,
    )
  }
  for (const rule of pageRules(policy)) {
    for (const { regex } of networkRules({ rules: [rule] })) {
      if (!(await isSupported(regex))) return unusable(`This browser cannot enforce the rule “${rule.id}”.`)
    }
  }
  return { kind: 'next', next: { ...compare(inForce, policy), digest: await digestOf(policy) }, bytes }
}

function unusable(why: string): Inspected {
  return { kind: 'unusable', why }
}

function read(text: string): Policy | undefined {
  try {
    return parseAs(Policy, parseStrictJson(new TextEncoder().encode(text.trim())), 'policy_malformed')
  } catch {
    return undefined
  }
}

function compare(before: Policy, after: Policy): Omit<NextPolicy, 'digest'> {
  const [old, young] = [before, after].map(({ rules }) => new Map(rules.map((rule) => [rule.id, jcs(rule)])))
  const ids = (from: typeof old, keep: (id: string) => boolean) => [...(from?.keys() ?? [])].filter(keep)
  return {
    version: after.version,
    validUntil: after.valid_until,
    added: ids(young, (id) => old?.has(id) === false),
    removed: ids(old, (id) => young?.has(id) === false),
    changed: ids(young, (id) => old?.has(id) === true && old.get(id) !== young?.get(id)),
    also: others.flatMap(([member, words]) =>
      jcs(before[member] ?? null) === jcs(after[member] ?? null) ? [] : [words],
    ),
  }
}

const others = [
  ['organisation', 'the organisation’s name'],
  ['issuers', 'who signs people in'],
  ['links', 'which accounts belong to one person'],
  ['groups', 'who is in which group'],
  ['delegates', 'who decides in whose place'],
  ['ask_max_age', 'how old a sign-in may be'],
] as const
