/** Where the parts of a policy with two providers are. */
export type TwoIssuerOrigins = { readonly acme: string; readonly partner: string; readonly console: string }

/**
 * A policy.yaml for people of two companies, whose providers are of two makers. Difference of persons is provable across
 * them: both count their people by one list. Their groups have the same names and are not the same groups.
 */
export function twoIssuerPolicy({ acme, partner, console }: TwoIssuerOrigins): string {
  const clients = '{ extension: countersign-extension, app: countersign-app, approver: countersign-approver }'
  const identity = '{ subject: sub, person: employee_id, email: email, name: name, groups: groups }'
  return `organisation: Acme
version: 1
valid_until: 2099-12-31
issuers:
  - issuer: ${acme}
    name: Acme SSO
    clients: ${clients}
    members: "claims.email_verified == true && claims.email.endsWith('@acme.example')"
    identity: ${identity}
    person_namespace: staff-list
    capabilities: { auth_time: true, prompt_login: true, groups: true, iss_parameter: true }
  - issuer: ${partner}
    name: Partner ID
    clients: ${clients}
    members: "claims.email_verified == true && claims.email.endsWith('@partner.example')"
    identity: ${identity}
    subjects: public
    algorithms: [EdDSA]
    person_namespace: staff-list
    capabilities: { auth_time: true, prompt_login: true, acr: ["0"], groups: true, iss_parameter: true }
groups:
  acme-leads: { issuer: "${acme}", value: platform-leads }
  partner-leads: { issuer: "${partner}", value: platform-leads }
rules:
  - id: delete-user
    console: Acme Admin
    match: { method: DELETE, url: "${console}/api/users/:user" }
    summary: "Delete user {user}"
    approvers: { group: partner-leads }
  - id: delete-webhook
    console: Acme Admin
    match: { method: DELETE, url: "${console}/api/webhooks/:webhook" }
    summary: "Delete webhook {webhook}"
    approvers: { group: acme-leads }
    acr: [phrh]
`
}
