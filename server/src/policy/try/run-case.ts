import { matchRule, type Policy } from '@countersign/shared/policy'
import type { Claims } from '@countersign/shared/protocol'
import { explainPeople, leavesOutFor } from '../explain/explain-request.ts'
import { captureOf, type GivenRequest } from '../explain/given-request.ts'
import type { Case, CaseFile } from './cases.ts'

/** What came of a case: everything in which it differs from what was expected. */
export type CaseResult = {
  readonly place: string
  readonly request: string
  readonly differences: readonly Difference[]
}

export type Difference = { readonly what: string; readonly expected: string; readonly found: string }

export async function runCase(policy: Policy, one: Case, people: CaseFile['people']): Promise<CaseResult> {
  const { request, expect, requester, place } = one
  const captured = await captureOf(givenRequest(request))
  const asking = requester === undefined ? undefined : claimsOf(people[requester])
  const at = one.at === undefined ? Date.now() : Date.parse(one.at)
  const matched = matchRule(policy, captured, [], leavesOutFor(policy, captured, asking, at))
  const differences = [
    ...differ('rule', expect.rule, matched?.rule.id ?? 'none'),
    ...(expect.params === undefined ? [] : differ('params', wordsOf(expect.params), wordsOf(matched?.params ?? {}))),
    ...(expect.approvers === undefined
      ? []
      : differ('approvers', listOf(expect.approvers), listOf(await whoMayDecide()))),
  ]
  return { place, request: `${request.method.toUpperCase()} ${request.url}`, differences }

  async function whoMayDecide(): Promise<readonly string[]> {
    if (matched === undefined) return []
    const names = Object.keys(people)
    const claims = names.map((name) => claimsOf(people[name]))
    const explained = await explainPeople(policy, matched.rule, captured, claims, asking, at)
    return names.filter((_, index) => explained.people[index]?.verdict === 'yes')
  }
}

/** What YAML holds is what JSON can hold: a date is a text there. */
function claimsOf(person: CaseFile['people'][string] | undefined): Claims {
  return JSON.parse(JSON.stringify(person ?? {}))
}

function givenRequest({ method, url, headers = {}, body }: Case['request']): GivenRequest {
  return { method, url, headers: Object.entries(headers), body: body === undefined ? undefined : bytesOf(body) }
}

function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
}

function differ(what: string, expected: string, found: string): readonly Difference[] {
  return expected === found ? [] : [{ what, expected, found }]
}

function wordsOf(params: Readonly<Record<string, string>>): string {
  const entries = Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1))
  return entries.length === 0 ? 'none' : entries.map(([name, value]) => `${name} = ${value}`).join(', ')
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'nobody' : [...names].sort().join(', ')
}
