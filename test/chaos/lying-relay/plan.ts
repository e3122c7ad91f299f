import type { RequestView } from '@countersign/shared/api'
import type { ProofBundle } from '@countersign/shared/log'
import { type Random, randomOf } from '../random.ts'
import { holderLies } from './holder/all.ts'
import { type HolderPlan, holderPlan } from './holder/plan.ts'
import { auditorLies } from './reader/auditor.ts'
import { bundles } from './reader/bundles.ts'
import { decisions } from './reader/decisions.ts'
import { type DeviceLie, deviceLies } from './reader/device.ts'
import type { ReaderLie } from './reader/lie.ts'
import { phoneLies } from './reader/phone.ts'
import { requests } from './reader/requests.ts'
import { views } from './reader/views.ts'

/** What happens in one run: who is lied to, and how. */
export type Plan = { readonly random: Random } & (
  | { readonly kind: 'holder'; readonly plan: HolderPlan }
  | { readonly kind: 'phone'; readonly lies: readonly ReaderLie<RequestView>[] }
  | { readonly kind: 'auditor'; readonly lies: readonly ReaderLie<ProofBundle>[] }
  | { readonly kind: 'device'; readonly lie: DeviceLie | undefined }
)

/** Of ten runs seven go through the browser; the others attack those who read. */
const round = [
  'holder',
  'holder',
  'phone',
  'holder',
  'holder',
  'auditor',
  'holder',
  'holder',
  'device',
  'holder',
] as const

/** All of it follows from seed and number. The first runs tell every lie once; after that chance chooses. */
export function planOf(seed: number, run: number): Plan {
  const random = randomOf(seed, run)
  const kind = round[run % round.length] ?? 'holder'
  const turn = turnOf(kind, run)
  if (kind === 'holder') return { kind, random, plan: holderPlan(random, holderLies[turn]) }
  if (kind === 'phone') return { kind, random, lies: readerLies(random, phoneLies, turn) }
  if (kind === 'auditor') return { kind, random, lies: readerLies(random, auditorLies, turn) }
  const isHonest = turn >= deviceLies.length && random.chance(0.1)
  return { kind, random, lie: isHonest ? undefined : (deviceLies[turn] ?? random.pick(deviceLies)) }
}

/** How many runs of a kind come before this one. */
function turnOf(kind: Plan['kind'], run: number): number {
  const each = round.filter((other) => other === kind).length
  const before = round.slice(0, run % round.length).filter((other) => other === kind).length
  return Math.floor(run / round.length) * each + before
}

function readerLies<Thing>(
  random: Random,
  all: readonly ReaderLie<Thing>[],
  turn: number,
): readonly ReaderLie<Thing>[] {
  const first = all[turn]
  if (first === undefined && random.chance(0.1)) return []
  const lie = first ?? random.pick(all)
  const second = random.chance(0.25) ? random.pick(all) : lie
  if (second === lie || (lie.shapeless && second.shapeless)) return [lie]
  return lie.shapeless ? [second, lie] : [lie, second]
}

/** What a plan tells, for people. */
export function namesOf(plan: Plan): readonly string[] {
  if (plan.kind === 'device') return plan.lie === undefined ? [] : [plan.lie.name]
  const lies = plan.kind === 'holder' ? plan.plan.lies : plan.lies
  return lies.map(({ name }) => name)
}

/** Every lie with the kind of run that tells it. */
export const everyLie: readonly { readonly kind: Plan['kind']; readonly name: string }[] = [
  ...holderLies.map(({ name }) => ({ kind: 'holder', name }) as const),
  ...phoneLies.map(({ name }) => ({ kind: 'phone', name }) as const),
  ...auditorLies.map(({ name }) => ({ kind: 'auditor', name }) as const),
  ...deviceLies.map(({ name }) => ({ kind: 'device', name }) as const),
]

/** All lies, by whom they are told to. Those about requests and decisions are told to phones and auditors alike. */
export const liesByReader: readonly {
  readonly whom: string
  readonly heading: string
  readonly lies: readonly { readonly name: string; readonly says: string }[]
}[] = [
  { whom: 'a holder', heading: 'To the extension that holds a request', lies: holderLies },
  { whom: 'phones and auditors', heading: 'To phones and auditors', lies: [...requests, ...decisions] },
  { whom: 'a phone', heading: 'To a phone', lies: views },
  { whom: 'an auditor', heading: 'To an auditor', lies: bundles },
  { whom: 'a device', heading: 'To a device that asks for the policy', lies: deviceLies },
]
