import type { PolicyFault } from './fault.ts'
import type { PolicySource } from './source.ts'

type Path = PolicyFault['path']
type GroupSource = NonNullable<PolicySource['groups']>[string]

/** What is wrong in the groups. */
export function groupFaults({ groups = {}, issuers }: PolicySource): PolicyFault[] {
  const names = Object.keys(groups)
  return [
    ...(names.length > 200 ? [{ path: ['groups'], message: 'must have 200 members at most' }] : []),
    ...names.flatMap((name) => {
      const group = groups[name]
      return group === undefined ? [] : [...nameFaults(name), ...oneFaults(group, issuers, ['groups', name])]
    }),
  ]
}

function nameFaults(name: string): PolicyFault[] {
  if (name !== '' && [...name].length <= 60) return []
  return [{ path: ['groups', name], message: 'must have a name of 1 to 60 characters' }]
}

function oneFaults(group: GroupSource, issuers: PolicySource['issuers'], path: Path): PolicyFault[] {
  const { issuer, claim, value, people } = group
  if (people === undefined) {
    if (issuer === undefined || value === undefined) {
      return [{ path, message: 'needs "issuer" and "value", or "people"' }]
    }
    return claimedFaults(issuer, claim, issuers, path)
  }
  const beside = Object.entries({ issuer, claim, value }).filter(([, given]) => given !== undefined)
  if (beside.length > 0) return [{ path, message: `has "people", and beside it no "${beside[0]?.[0]}"` }]
  return people.flatMap((account, index) => accountFaults(account, issuers, [...path, 'people', index]))
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
function accountFaults(
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
