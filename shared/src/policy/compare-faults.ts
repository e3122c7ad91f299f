import type { PolicyFault } from './fault.ts'
import type { PolicySource } from './source.ts'

/** What stands at an address can be compared with what is saved there as a whole, and with nothing else. */
export function compareFaults(
  { compare, match }: PolicySource['rules'][number],
  path: PolicyFault['path'],
): PolicyFault[] {
  if (compare === undefined) return []
  if (match.method !== 'PUT' && match.method !== 'POST') {
    return [
      { path, message: `${match.method} does not save the whole of what stands at its address: PUT and POST may` },
    ]
  }
  const { form, graphql } = match.body ?? {}
  if (form === undefined && graphql === undefined) return []
  return [{ path, message: 'compares JSON, and the rule is about a body of another kind (match.body)' }]
}
