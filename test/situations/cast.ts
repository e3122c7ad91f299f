import type { Claims } from '@countersign/shared/protocol'

/** An account at an issuer, with what a token of it says. */
export type Person = { readonly iss: string; readonly claims: Claims }

export const acme = 'https://login.acme.example'
export const partner = 'https://login.partner.example'

/** Somebody of the company; with pairwise subjects, as they are called in the client that they use. */
export function employee(number: string, groups: readonly string[], more: Claims = {}): Person {
  const email = `${number.toLowerCase()}@acme.example`
  return {
    iss: acme,
    claims: { sub: `acme-${number}`, employee_id: number, email, org: 'acme', groups: [...groups], ...more },
  }
}

/** Somebody of another company, whose provider has groups of the same names. */
export function colleague(number: string, groups: readonly string[], more: Claims = {}): Person {
  const email = `${number.toLowerCase()}@partner.example`
  return {
    iss: partner,
    claims: { sub: `partner-${number}`, employee_id: number, email, org: 'partner', groups: [...groups], ...more },
  }
}

/** The same account with some claims replaced; without those that are undefined. */
export function as({ iss, claims }: Person, change: Readonly<Record<string, unknown>>): Person {
  // What situations give is JSON.
  return { iss, claims: JSON.parse(JSON.stringify({ ...claims, ...change })) }
}

/** Who asks where nobody else is said to. */
export const developer = employee('E1', ['developers'])
export const lead = employee('E2', ['platform-leads'])
export const secondLead = employee('E3', ['platform-leads'])
export const thirdLead = employee('E4', ['platform-leads'])
export const fourthLead = employee('E5', ['platform-leads'])
export const guard = employee('E6', ['security'])
export const leadAndGuard = employee('E7', ['platform-leads', 'security'])
export const partnerLead = colleague('P1', ['platform-leads'])
