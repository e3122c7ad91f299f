import type { DemoOrigins } from '../../lab/policy/demo-policy.ts'

/** The rules that the runs delete under; each begins its user ids with its own name. */
export const ruleNames = ['plain', 'short', 'two'] as const
export type RuleName = (typeof ruleNames)[number]

const details: Readonly<Record<RuleName, { quorum: number; expires: string; executeWithin: string }>> = {
  plain: { quorum: 1, expires: '60s', executeWithin: '60s' },
  // The shortest that a policy can say.
  short: { quorum: 1, expires: '5s', executeWithin: '5s' },
  two: { quorum: 2, expires: '60s', executeWithin: '60s' },
}

export function quorumOf(rule: RuleName): number {
  return details[rule].quorum
}

/** The rules as YAML, to stand before those of the demo. */
export function rulesFor({ console }: DemoOrigins): string {
  return ruleNames.map((name) => ruleText(name, console)).join('')
}

function ruleText(name: RuleName, console: string): string {
  const { quorum, expires, executeWithin } = details[name]
  return `  - id: ${name}
    console: Acme Admin
    match: { method: DELETE, url: "${console}/api/users/${name}-:run" }
    summary: "Delete user {run}"
    approvers: { when: "'platform-leads' in approver.groups", quorum: ${quorum} }
    acr: [phrh]
    expires: ${expires}
    execute_within: ${executeWithin}
`
}
