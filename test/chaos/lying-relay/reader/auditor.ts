import { type ProofBundle, readBundle, verifyBundle } from '@countersign/shared/log'
import { ProtocolError, whoDecided } from '@countersign/shared/protocol'
import type { JSONWebKeySet } from 'jose'
import type { World } from '../../../lab/stage/world.ts'
import type { Ended } from '../run.ts'
import { bundles } from './bundles.ts'
import type { Case, TrueDecision } from './cases.ts'
import { decisions } from './decisions.ts'
import type { ReaderLie, ReaderMeans, Told } from './lie.ts'
import { requests } from './requests.ts'
import { untruths } from './truth.ts'

/** Every lie to an auditor. */
export const auditorLies: readonly ReaderLie<ProofBundle>[] = [...[...requests, ...decisions].map(inBundle), ...bundles]

/** An auditor verifies a bundle with keys of their own, or with those that stand in the file. */
export async function audit(
  { issuer, signed }: World,
  published: JSONWebKeySet,
  means: ReaderMeans,
  about: Case,
  lies: readonly ReaderLie<ProofBundle>[],
): Promise<Ended> {
  let told = about.bundle
  for (const lie of lies) told = await lie.change(told, means, about)
  const knowsKeys = means.random.chance(0.8)
  try {
    const read = readBundle(new TextEncoder().encode(JSON.stringify(told)))
    const own = { policyKey: signed.publicKey, keys: knowsKeys ? { [issuer]: published } : {} }
    const report = await verifyBundle(read, own)
    if (report.verdict === 'erased') return { end: 'erased', released: false, faults: [] }
    if (report.verdict !== 'valid') return { end: endOf(report), released: false, faults: [] }
    if (!knowsKeys) return { end: 'valid', released: false, faults: ['vouches for keys that the relay alone knows'] }
    const request = report.request?.ok ? report.request.found.request : told.request
    const believed = { request, body: told.body, decisions: report.decisions?.flatMap(counted) ?? [] }
    return { end: 'valid', released: false, faults: untruths(believed, means.cases) }
  } catch (error) {
    if (error instanceof ProtocolError) return { end: error.code, released: false, faults: [] }
    throw error
  }
}

type Report = Exclude<Awaited<ReturnType<typeof verifyBundle>>, { verdict: 'erased' }>

/** The first check that failed, or that all rests on the relay's word. */
function endOf({ verdict, policy, request, content, quorum, decisions: given = [] }: Report): string {
  if (verdict === 'relay-keys') return 'the relay’s word alone'
  const checks = [policy, request, content, ...given, quorum]
  return checks.flatMap((check) => (check === undefined || check.ok ? [] : [check.code]))[0] ?? 'invalid without a code'
}

function inBundle({ name, says, change }: ReaderLie<Told>): ReaderLie<ProofBundle> {
  return {
    name,
    says,
    change: async (bundle, means, about) => {
      const { body: _, ...rest } = bundle
      const before = { request: bundle.request, proof: bundle.proof, body: bundle.body, decisions: bundle.decisions }
      const { request, proof, body, decisions: given } = await change(before, means, about)
      return { ...rest, request, proof, decisions: [...given], ...(body === undefined ? {} : { body }) }
    },
  }
}

type Check = NonNullable<Report['decisions']>[number]

function counted(check: Check): readonly TrueDecision[] {
  if (!check.ok) return []
  const { decision: kind, reason } = check.found
  // Nothing of what is lied about asks the requester.
  if (kind === 'confirm') return []
  return [{ kind, name: whoDecided(check.found).name ?? '', ...(reason === undefined ? {} : { reason }) }]
}
