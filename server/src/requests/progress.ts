import type { Progress } from '@countersign/shared/api'
import { hasStages, type Policy, type Rule, ruleOf } from '@countersign/shared/policy'
import {
  type ActionRequest,
  type Approver,
  type CountedPart,
  countParts,
  type Digest,
} from '@countersign/shared/protocol'
import type { People } from '../identity/people.ts'

type Known = {
  readonly policies: { readonly find: (digest: Digest) => { readonly policy: Policy } | undefined }
  readonly people: Pick<People, 'approverOf' | 'everybody'>
}

/**
 * How far each part of the approvers of a pending request has come, and how far it can come with those who were asked,
 * or will be in a later stage: by what is known of them, a quorum that they cannot reach is said as soon as it is asked for.
 */
export function progressOf(
  { policies, people }: Known,
  request: ActionRequest,
  approvals: readonly Approver[],
  askedKeys: readonly string[],
): readonly Progress[] {
  const policy = policies.find(request.policy)?.policy
  const rule = policy === undefined ? undefined : ruleOf(policy, request.action)
  // A policy that this node does not know, or no more, counts nothing.
  if (policy === undefined || rule === undefined) return []
  const count = (approvers: readonly Approver[]) => countParts(policy, { rule, request }, approvers)
  const given = count(approvals)
  const reachable = countReachable(given, approvals, candidateKeys(rule, people, askedKeys), count, (key) =>
    people.approverOf(policy, rule, request, key),
  )
  return given.map((part, index) => ({ given: part.count, reachable: reachable[index]?.count ?? 0 }))
}

/** Where later stages are asked by and by, whoever is known may be among them. */
function candidateKeys({ approvers }: Rule, people: Known['people'], asked: readonly string[]): Iterable<string> {
  return approvers !== undefined && hasStages(approvers.parts) ? new Set([...asked, ...people.everybody()]) : asked
}

/** So many who fit the same parts are enough to know, beside those who are needed, but for very odd crowds. */
const spare = 10

/** Mostly the first few are enough, so that nobody else is looked at. */
function countReachable(
  given: readonly CountedPart[],
  approvals: readonly Approver[],
  keys: Iterable<string>,
  count: (approvers: readonly Approver[]) => readonly CountedPart[],
  approverOf: (key: string) => Approver | undefined,
): readonly CountedPart[] {
  const needed = given.reduce((sum, { quorum }) => sum + quorum, 0)
  const candidates = [...approvals]
  const alike = new Map<string, number>()
  for (const key of keys) {
    const approver = approverOf(key)
    if (approver === undefined) continue
    const kind = approver.parts.join(' ')
    const before = alike.get(kind) ?? 0
    if (before >= needed + spare) continue
    alike.set(kind, before + 1)
    candidates.push(approver)
    if (candidates.length !== needed) continue
    const soFar = count(candidates)
    if (soFar.every((part) => part.count >= part.quorum)) return soFar
  }
  return count(candidates)
}
