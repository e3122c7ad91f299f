import type { PolicyFault } from './fault.ts'
import type { Turn } from './rota.ts'
import type { PolicySource } from './source.ts'
import { readWindows } from './time-window.ts'
import { isZone } from './time-zone.ts'

type Path = PolicyFault['path']
type GroupSource = NonNullable<PolicySource['groups']>[string]

/** What is wrong in the groups. */
export function groupFaults({ groups = {}, issuers }: PolicySource): PolicyFault[] {
  const names = Object.keys(groups)
  return [
    ...(names.length > 200 ? [{ path: ['groups'], message: 'must have 200 members at most' }] : []),
    ...names.flatMap((name) => {
      const group = groups[name]
      return group === undefined
        ? []
        : [...nameFaults(name), ...oneFaults(group, { groups, issuers }, ['groups', name])]
    }),
  ]
}

function nameFaults(name: string): PolicyFault[] {
  if (name !== '' && [...name].length <= 60) return []
  return [{ path: ['groups', name], message: 'must have a name of 1 to 60 characters' }]
}

type Beside = { readonly groups: NonNullable<PolicySource['groups']>; readonly issuers: PolicySource['issuers'] }

function oneFaults(group: GroupSource, { groups, issuers }: Beside, path: Path): PolicyFault[] {
  const { issuer, claim, value, people, rota } = group
  if (rota !== undefined) {
    const beside = Object.keys(group).find((member) => member !== 'rota')
    if (beside !== undefined) return [{ path, message: `has a "rota", and beside it no "${beside}"` }]
    return rota.flatMap((turn, index) => turnFaults(turn, { groups, issuers }, [...path, 'rota', index]))
  }
  if (people === undefined) {
    if (issuer === undefined || value === undefined) {
      return [{ path, message: 'needs "issuer" and "value", or "people", or a "rota"' }]
    }
    return claimedFaults(issuer, claim, issuers, path)
  }
  const beside = Object.entries({ issuer, claim, value }).filter(([, given]) => given !== undefined)
  if (beside.length > 0) return [{ path, message: `has "people", and beside it no "${beside[0]?.[0]}"` }]
  return people.flatMap((account, index) => accountFaults(account, issuers, [...path, 'people', index]))
}

function turnFaults(turn: Turn, { groups, issuers }: Beside, path: Path): PolicyFault[] {
  const windows = readWindows(turn.window)
  const who =
    'people' in turn
      ? turn.people.flatMap((account, index) => accountFaults(account, issuers, [...path, 'people', index]))
      : namedFaults(turn.group, groups, [...path, 'group'])
  return [
    ...who,
    ...(typeof windows === 'string' ? [{ path: [...path, 'window'], message: windows }] : []),
    ...(isZone(turn.zone) ? [] : [{ path: [...path, 'zone'], message: 'is no time zone that is known here' }]),
  ]
}

/** A rota of rotas could lead to itself. */
function namedFaults(name: string, groups: Beside['groups'], path: Path): PolicyFault[] {
  if (!Object.hasOwn(groups, name)) return [{ path, message: `names "${name}", which is not among the groups` }]
  return groups[name]?.rota === undefined ? [] : [{ path, message: `names "${name}", which is a rota itself` }]
}

function claimedFaults(
  issuer: string,
  claim: string | undefined,
  issuers: PolicySource['issuers'],
  path: Path,
): PolicyFault[] {
  const known = issuers.find((one) => one.issuer === issuer)
  if (known === undefined) return [{ path: [...path, 'issuer'], message: 'is not among the issuers' }]
  if (claim !== undefined || known.identity.groups !== undefined) return []
  return [{ path, message: `needs a "claim": ${issuer} maps no groups (identity.groups), so nobody would be in it` }]
}

/** A pairwise subject is another one in each of the three clients: nobody could be recognised by it everywhere. */
export function accountFaults(
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
  issuers: PolicySource['issuers'],
  path: Path,
): PolicyFault[] {
  const known = issuers.find((one) => one.issuer === issuer)
  if (known === undefined) return [{ path: [...path, 'issuer'], message: 'is not among the issuers' }]
  if (known.subjects === 'public' || known.identity.person !== undefined) return []
  const message = `could not be recognised: subjects of ${issuer} may be others in each client (subjects: pairwise). Map identity.person and write ${subject}’s, or subjects: public where that is so`
  return [{ path: [...path, 'subject'], message }]
}
