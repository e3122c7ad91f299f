/** Where the demo's parts listen. */
export type DemoOrigins = {
  readonly issuer: string
  readonly console: string
  readonly consoleApi: string
}

export type DemoPolicyOptions = DemoOrigins & {
  readonly version?: number
  /** Whether addresses tell people apart; as usual, if it is not said. */
  readonly email?: 'unique'
  /** How long asking and running may take; the tests of expiry shorten them. */
  readonly expires?: string
  readonly executeWithin?: string
  /** How old a sign-in may be to ask. */
  readonly askMaxAge?: string
  /** Rules, as YAML, that come before the demo's own. */
  readonly firstRules?: (origins: DemoOrigins) => string
  /** Groups, as YAML, that those rules may name. */
  readonly groups?: (origins: DemoOrigins) => string
}

/** The demo's policy.yaml: one rule for each way in which the demo console deletes. */
export function demoPolicy(options: DemoPolicyOptions): string {
  const {
    issuer,
    console,
    consoleApi,
    version = 1,
    expires = '10m',
    executeWithin = '60s',
    askMaxAge = '10m',
    firstRules = () => '',
    groups = () => '',
    email,
  } = options
  const clocks = `expires: ${expires}\n    execute_within: ${executeWithin}`
  return `organisation: Acme
version: ${version}
valid_until: 2099-12-31
ask_max_age: ${askMaxAge}
issuers:
  - issuer: ${issuer}
    name: Acme SSO
    clients: { extension: countersign-extension, app: countersign-app, approver: countersign-approver }
    members: "claims.email_verified == true && claims.email.endsWith('@acme.example')"
    identity: { subject: sub, person: employee_id, email: email, name: name, groups: groups }
${email === undefined ? '' : `    email: ${email}\n`}${groups(options)}replace:
  approvers: { when: "'platform-leads' in approver.groups" }
rules:
${firstRules(options)}  - id: delete-user
    console: Acme Admin
    match: { method: DELETE, url: "${console}/api/users/:user" }
    summary: "Delete user {user}"
    redact: [/admin_password]
    approvers: { when: "'platform-leads' in approver.groups" }
    ${clocks}
  - id: delete-project
    console: Acme Admin
    match: { method: DELETE, url: "${consoleApi}/v1/projects/:project" }
    summary: "Delete project {project}"
    severity: critical
    reason: required
    approvers: { when: "'platform-leads' in approver.groups" }
    acr: [phrh]
    ${clocks}
  - id: delete-key
    console: Acme Admin
    match: { method: DELETE, url: "${console}/keys/api/:key" }
    summary: "Delete API key {key}"
    approvers: { when: "'platform-leads' in approver.groups" }
    ${clocks}
  - id: delete-webhook
    console: Acme Admin
    match: { method: DELETE, url: "${console}/api/webhooks/:webhook" }
    summary: "Delete webhook {webhook}"
    approvers: { when: "'platform-leads' in approver.groups" }
    ${clocks}
  - id: void-invoice
    console: Acme Admin
    match: { method: POST, url: "${console}/invoices/:invoice/void" }
    summary: "Void invoice {invoice}"
    approvers: { when: "'platform-leads' in approver.groups" }
    ${clocks}
  - id: replace-invoice
    console: Acme Admin
    match: { method: POST, url: "${console}/invoices/:invoice/replace" }
    summary: "Replace the file of invoice {invoice}"
    approvers: { when: "'platform-leads' in approver.groups" }
    ${clocks}
  - id: drop-table
    console: Acme Admin
    match:
      method: POST
      url: "${console}/database"
      body: { form: { OP: delete, confirm: "*" } }
    summary: "Drop a table"
    approvers: { when: "'platform-leads' in approver.groups" }
    ${clocks}
  - id: run-sql
    console: Acme Admin
    match:
      method: POST
      url: "${console}/database"
      body: { form: { sql_query: ["*drop*", "*truncate*", "*delete*"] } }
    summary: "Run SQL that deletes"
    approvers: { when: "'platform-leads' in approver.groups" }
    ${clocks}
  - id: drop-table-now
    console: Acme Admin
    match:
      method: POST
      url: "${console}/graphql"
      body: { graphql: { operation: mutation, field: dropTable } }
    summary: "Drop a table"
    approvers: { when: "'platform-leads' in approver.groups" }
    ${clocks}
  - id: save-settings
    console: Acme Admin
    match: { method: PUT, url: "${console}/api/settings" }
    summary: "Replace the backup settings"
    approvers: { when: "'platform-leads' in approver.groups" }
    ${clocks}
`
}
