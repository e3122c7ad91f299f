/** One person at Acme SSO. `groups`, `employee_id` and `email` leave the provider as claims of these names. */
export interface Account {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly title: string
  readonly email: string
  readonly employeeId: string
  readonly groups: readonly string[]
}

/** The one password of every demo account; the sign-in page prints it. */
export const DEMO_PASSWORD = 'acme-demo'

/**
 * The people of the demo. `lead` may ask and decide (for self-approval), `outsider` is real but no member:
 * the e-mail address is at another domain.
 */
export const accounts: readonly Account[] = [
  person('requester', 'Requester', 'Platform operations', 'E-1001', ['platform-ops']),
  person('approver-1', 'First approver', 'Platform lead', 'E-1002', ['platform-leads']),
  person('approver-2', 'Second approver', 'Platform lead', 'E-1003', ['platform-leads']),
  person('security', 'Security officer', 'Security', 'E-1004', ['security']),
  person('lead', 'Lead', 'Platform operations and lead', 'E-1005', ['platform-ops', 'platform-leads']),
  {
    ...person('outsider', 'Outsider', 'Not at Acme', 'X-2001', ['visitors']),
    email: 'outsider@elsewhere.example',
  },
]

/** Finds a person by what they typed: user name or e-mail address, in any case, spaces around it ignored. */
export function findByLogin(login: string): Account | undefined {
  const wanted = login.trim().toLowerCase()
  return accounts.find((account) => account.username === wanted || account.email === wanted)
}

/** Finds a person by the provider's own account id, which never leaves it (clients see pairwise subjects). */
export function findById(id: string): Account | undefined {
  return accounts.find((account) => account.id === id)
}

function person(username: string, name: string, title: string, employeeId: string, groups: readonly string[]): Account {
  return { id: `account-${username}`, username, name, title, email: `${username}@acme.example`, employeeId, groups }
}
