import { compilePolicy, matchAmong, matchRule, type Outgoing, type Policy } from '@countersign/shared/policy'
import { line, percentile } from './figures.ts'

const ruleCount = 1_000
const rounds = 10_000
const goal = 100

/**
 * `pnpm bench match`: how long it takes to say which of 1,000 rules protects a request. Beside it, in the same run, the
 * floor (the policy has this one rule alone) and a loop that asks every rule.
 */
export async function benchMatch(): Promise<void> {
  console.log(
    `Which of ${ruleCount.toLocaleString('en')} rules protects a request, ${rounds.toLocaleString('en')} times`,
  )
  console.log(line('', 'p50', 'p99'))
  let worst = 0
  for (const { name, policy } of policies()) {
    console.log(`${name}`)
    for (const { title, outgoing } of requests) {
      const floor = { ...policy, rules: policy.rules.slice(-1) }
      row(
        `${title}, floor: one rule`,
        measure(() => matchRule(floor, outgoing)),
      )
      const times = measure(() => matchRule(policy, outgoing))
      row(`${title}, 1,000 rules`, times)
      row(
        `${title}, a loop over all`,
        measure(() => matchAmong(policy.rules, outgoing), rounds / 100),
      )
      worst = Math.max(worst, percentile(times, 0.99))
    }
  }
  console.log(`The slowest p99 is ${micros(worst)}: ${worst < goal ? 'within' : 'over'} the goal of ${goal} µs.`)
  process.exitCode = worst < goal ? 0 : 1
}

type Named = { readonly name: string; readonly policy: Policy }

/** The last of the rules is the one that the requests are about. */
function policies(): readonly Named[] {
  return [
    { name: '100 consoles', policy: policyOf((index) => `https://console-${(index + 1) % 100}.example`) },
    { name: 'one console', policy: policyOf(() => 'https://console-0.example') },
  ]
}

const methods = ['POST', 'PUT', 'PATCH', 'DELETE']

function policyOf(origin: (index: number) => string): Policy {
  const rules = Array.from({ length: ruleCount }, (_, index) => ({
    id: `rule-${index}`,
    console: 'Console',
    match: { method: methods[index % 4] ?? '', url: `${origin(index)}/api/things-${index}/:thing` },
    summary: 'Delete {thing}',
    approvers: { when: "'leads' in approver.groups" },
  }))
  const compiled = compilePolicy({
    organisation: 'Acme',
    version: 1,
    valid_until: '2099-12-31',
    issuers: [
      {
        issuer: 'https://login.acme.example',
        clients: { extension: 'e', app: 'a', approver: 'p' },
        members: 'true',
        identity: { subject: 'sub', groups: 'groups' },
      },
    ],
    rules,
  })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults))
  return compiled.policy
}

const sent = { headers: [], body: { kind: 'none' } } as const
const requests: readonly { readonly title: string; readonly outgoing: Outgoing }[] = [
  { title: 'held', outgoing: { ...sent, method: 'DELETE', url: 'https://console-0.example/api/things-999/t-1' } },
  { title: 'not held', outgoing: { ...sent, method: 'DELETE', url: 'https://console-0.example/api/other/t-1' } },
  {
    title: 'odd address',
    outgoing: { ...sent, method: 'DELETE', url: 'https://console-0.example//api;v=1/x/%2e./t-1/' },
  },
  { title: 'a POST', outgoing: { ...sent, method: 'POST', url: 'https://console-0.example/api/other/t-1' } },
  { title: 'elsewhere', outgoing: { ...sent, method: 'DELETE', url: 'https://other.example/api/other/t-1' } },
]

/** In microseconds. */
function measure(run: () => unknown, times = rounds): readonly number[] {
  const warmUp = times / 10
  const taken = Array.from({ length: times + warmUp }, () => {
    const started = process.hrtime.bigint()
    run()
    return Number(process.hrtime.bigint() - started) / 1_000
  })
  return taken.slice(warmUp)
}

function row(name: string, times: readonly number[]): void {
  console.log(line(name, micros(percentile(times, 0.5)), micros(percentile(times, 0.99))))
}

function micros(value: number): string {
  return `${value.toFixed(1)} µs`
}
