import { acme, partner } from './cast.ts'

/** What a situation writes of its policy: members of the one rule, and members of the file that replace the usual ones. */
export type Written = {
  readonly rule?: string
  readonly file?: string
}

type IssuerText = { readonly identity?: string; readonly also?: string }

/** The policy of a situation as a security engineer would write it. */
export function writePolicy({ rule = 'approvers: { group: leads }', file = '' }: Written): string {
  const missing = Object.entries({ ...usual, rules: ruleText(rule) }).filter(([name]) => !says(file, name))
  return ['organisation: Acme', 'version: 7', file.trim(), ...missing.map(([, text]) => text), ''].join('\n')
}

/** An issuer that numbers its people and puts their groups into the token, unless something else is said. */
export const acmeIssuer = (text: IssuerText = {}) => issuerText(acme, 'acme', text)
export const partnerIssuer = (text: IssuerText = {}) => issuerText(partner, 'partner', text)

/** Both, with groups of the same name at each. */
export const twoIssuers = (text: IssuerText = {}) => `
issuers:
${acmeIssuer(text)}
${partnerIssuer(text)}
groups:
  leads: { issuer: ${acme}, value: platform-leads }
  partner leads: { issuer: ${partner}, value: platform-leads }
  security: { issuer: ${acme}, value: security }`

function issuerText(issuer: string, org: string, { identity, also }: IssuerText): string {
  const lines = [
    `  - issuer: ${issuer}`,
    '    clients: { extension: countersign-extension, app: countersign-app, approver: countersign-approver }',
    `    members: "claims.org == '${org}'"`,
    `    identity: ${identity ?? '{ subject: sub, person: employee_id, email: email, groups: groups }'}`,
    ...(also === undefined ? [] : [`    ${also}`]),
  ]
  return lines.join('\n')
}

const usual = {
  valid_until: 'valid_until: 2027-12-31',
  issuers: `issuers:\n${acmeIssuer()}`,
  groups: `groups:
  leads: { issuer: ${acme}, value: platform-leads }
  security: { issuer: ${acme}, value: security }`,
}

function ruleText(members: string): string {
  return `rules:
  - id: delete-repo
    console: GitHub
    match: { method: POST, url: "https://github.example/:owner/:repo/settings/delete" }
    summary: "Delete {owner}/{repo}"
    ${members.trim().replaceAll('\n', '\n    ')}`
}

function says(file: string, name: string): boolean {
  return new RegExp(`^${name}:`, 'm').test(file)
}
