import type { Policy, Rule } from './schema.ts'

/** The one action that no page sends: the next policy, put in force by evidence under the present one. */
export const replaceRuleId = 'policy.replace'

/** The address of a policy's version; of a scheme that no page can reach, so that the rule never holds a page back. */
export function policyAddress(version: number): string {
  return `countersign:policy/${version}`
}

/** The fixed part of the rule that `replace` in a policy's source stands for. */
export const replaceRule = {
  id: replaceRuleId,
  console: 'Countersign',
  match: {
    method: 'PUT',
    url: 'countersign:policy/:version',
    regex: '^countersign:policy/([1-9][0-9]{0,8})$',
    names: ['version'],
  },
  summary: 'Replace the policy by version {version}',
  severity: 'critical',
  reason: 'required',
  secret_headers: [],
  redact: [],
} as const satisfies Partial<Rule>

/** The rules for what pages send: all others are for the holders themselves. */
export function pageRules({ rules }: Pick<Policy, 'rules'>): Rule[] {
  return rules.filter(({ id }) => id !== replaceRuleId)
}
