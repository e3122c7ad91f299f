import type { Account } from './account.ts'
import { isDay } from './day.ts'
import { begins, type DelegateSource, ends } from './delegate-source.ts'
import type { PolicyFault } from './fault.ts'
import { accountFaults } from './group-faults.ts'
import { areOne } from './one-person.ts'
import { canBeToldApart } from './reach-conflicts.ts'
import type { PolicySource } from './source.ts'
import { isZone } from './time-zone.ts'

type Path = PolicyFault['path']

/** What is wrong in who decides in whose place. */
export function delegateFaults(source: PolicySource): PolicyFault[] {
  const { delegates = [], issuers } = source
  const faults = delegates.flatMap(({ from, to, since, until, zone }, index) => {
    const path = ['delegates', index]
    return [
      ...accountFaults(from, issuers, [...path, 'from']),
      ...accountFaults(to, issuers, [...path, 'to']),
      ...(isDay(since) ? [] : [{ path: [...path, 'since'], message: 'is not a date' }]),
      ...(isDay(until) ? [] : [{ path: [...path, 'until'], message: 'is not a date' }]),
      ...(until < since ? [{ path: [...path, 'until'], message: 'is before "since"' }] : []),
      ...(zone === undefined || isZone(zone)
        ? []
        : [{ path: [...path, 'zone'], message: 'is no time zone that is known here' }]),
    ]
  })
  if (faults.length > 0) return faults
  return delegates.flatMap((delegate, index) => {
    const path = ['delegates', index]
    if (areOne(delegate.from, delegate.to, source)) {
      return [{ path: [...path, 'to'], message: 'is the same person as "from"' }]
    }
    return [
      ...apartFaults(delegate, source, path),
      ...listFaults(delegate, source, path),
      ...chainFaults(delegate, source, path),
    ]
  })
}

/** Whoever asks has to be provably different from both. */
function apartFaults({ from, to }: DelegateSource, { issuers }: PolicySource, path: Path): PolicyFault[] {
  const [one, other] = [from, to].map((account) => issuers.find(({ issuer }) => issuer === account.issuer))
  if (canBeToldApart(one, other)) return []
  const message = `could decide nothing: no person who asks can be told apart both from people of ${from.issuer} and of ${to.issuer}. Give both a person_namespace where they number their people alike`
  return [{ path: [...path, 'to'], message }]
}

/** Claims of somebody who is away are unknown: what lets a delegate in is that a list names them. */
function listFaults({ from }: DelegateSource, source: PolicySource, path: Path): PolicyFault[] {
  const isListed = listed(source).some((account) => areOne(account, from, source))
  if (isListed) return []
  const message = `is in no group of "people", so nobody could decide in the place of ${from.subject}: which other groups somebody is in is known only by their own sign-in`
  return [{ path: [...path, 'from'], message }]
}

/** Nobody passes on what is not theirs, and two rows that look as if they did would mislead whoever reads them. */
function chainFaults(delegate: DelegateSource, source: PolicySource, path: Path): PolicyFault[] {
  const { delegates = [] } = source
  const next = delegates.findIndex((other) => areOne(delegate.to, other.from, source) && overlap(delegate, other))
  if (next < 0) return []
  const message = `has a delegate too in that time (delegates.${next}), and what is passed on goes no further. Name who decides in the place of ${delegate.from.subject}`
  return [{ path: [...path, 'to'], message }]
}

function overlap(one: DelegateSource, other: DelegateSource): boolean {
  return begins(one) < ends(other) && begins(other) < ends(one)
}

function listed({ groups = {} }: PolicySource): readonly Account[] {
  return Object.values(groups).flatMap(({ people = [], rota = [] }) => [
    ...people,
    ...rota.flatMap((turn) => ('people' in turn ? turn.people : [])),
  ])
}
