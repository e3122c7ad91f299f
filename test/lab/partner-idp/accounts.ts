import { DEMO_PASSWORD } from '../idp/accounts.ts'

/** One person at Partner ID, who signs in with the e-mail address. */
export interface PartnerAccount {
  readonly email: string
  readonly name: string
  /** Both companies count their people by one list, so this is the same number at Acme SSO. */
  readonly employeeId: string
  readonly groups: readonly string[]
}

/** The one password here, too. */
export const PARTNER_PASSWORD = DEMO_PASSWORD

/** `lead` is the very person whom Acme SSO knows as `lead`, under another address. */
export const partnerAccounts: readonly PartnerAccount[] = [
  person('requester', 'Partner requester', 'E-3001', ['platform-ops']),
  person('approver', 'Partner approver', 'E-3002', ['platform-leads']),
  person('lead', 'Lead at the partner', 'E-1005', ['platform-ops', 'platform-leads']),
]

function person(who: string, name: string, employeeId: string, groups: readonly string[]): PartnerAccount {
  return { email: `${who}@partner.example`, name, employeeId, groups }
}
