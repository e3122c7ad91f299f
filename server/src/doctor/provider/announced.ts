import type { Finding } from '../finding.ts'
import type { Metadata } from './discovery.ts'
import type { Provider } from './provider.ts'
import { quoted } from './quoted.ts'

/**
 * What the provider says that it can do (OpenID Connect Discovery 1.0 §3, RFC 8414 §2), against what the policy needs.
 * What it leaves unsaid may be there all the same: that is for a sign-in to show.
 */
export function examineAnnounced(metadata: Metadata, provider: Provider): readonly Finding[] {
  const judged: readonly (readonly [string, readonly Words[]])[] = [
    ...flowOf(metadata, provider),
    ['Algorithms', algorithms(metadata, provider)],
    ['Claims', [...claimsParameter(metadata), ...missingClaims(listIn(metadata, 'claims_supported'), provider)]],
    ['Strength (acr)', missingAcr(listIn(metadata, 'acr_values_supported'), provider)],
    ['Subjects', subjects(listIn(metadata, 'subject_types_supported') ?? [], provider)],
    ['Sign-in anew', prompts(listIn(metadata, 'prompt_values_supported'), provider)],
    ['Logout', logout(metadata)],
    ['Shows the action', details(metadata)],
  ]
  return judged.flatMap(([what, words]) => words.map(([kind, says]) => ({ what, kind, says })))
}

type Words = readonly [Finding['kind'], string]

/** How answers come: a code that is redeemed, or where the policy says so the ID token itself. */
function flowOf(metadata: Metadata, provider: Provider): readonly (readonly [string, readonly Words[]])[] {
  if (provider.entry?.flow === 'id_token') return [['ID token flow', idTokenFlow(metadata)]]
  return [
    ['Code flow', codeFlow(metadata)],
    ['PKCE', pkce(metadata)],
    ['Fragment', fragment(metadata)],
    ['Issuer in answers', issuerParameter(metadata, provider)],
  ]
}

function idTokenFlow(metadata: Metadata): readonly Words[] {
  return listIn(metadata, 'response_types_supported')?.includes('id_token')
    ? [['good', 'announced; the token comes where no server sees it, and says whose it is']]
    : [['fault', 'not among the response types, and the policy asks for nothing else (flow: id_token).']]
}

function codeFlow(metadata: Metadata): readonly Words[] {
  const types = listIn(metadata, 'response_types_supported')
  if (types === undefined || types.includes('code')) return []
  const instead = types.includes('id_token') ? ' The policy can say flow: id_token.' : ''
  return [['fault', `not among the response types; clients here use nothing else.${instead}`]]
}

function pkce(metadata: Metadata): readonly Words[] {
  const methods = listIn(metadata, 'code_challenge_methods_supported')
  if (methods?.includes('S256')) return [['good', 'S256']]
  return methods === undefined
    ? [['warning', 'not announced. Every client sends S256; see that it is required of public clients.']]
    : [['fault', 'without S256, and clients here send nothing else.']]
}

function algorithms(metadata: Metadata, { algorithms: accepted }: Provider): readonly Words[] {
  const offered = listIn(metadata, 'id_token_signing_alg_values_supported')
  if (offered === undefined || accepted.some((alg) => offered.includes(alg))) return []
  return [['fault', `ID tokens are signed with ${quoted(offered.join(', '))}, which the policy does not accept.`]]
}

function fragment(metadata: Metadata): readonly Words[] {
  return listIn(metadata, 'response_modes_supported')?.includes('fragment')
    ? [['good', 'the code comes back where no server sees it']]
    : [['warning', 'not announced: codes come in the query, and only the app’s worker hides them.']]
}

function issuerParameter(metadata: Metadata, { others }: Provider): readonly Words[] {
  if (metadata['authorization_response_iss_parameter_supported'] === true) return [['good', 'yes (RFC 9207)']]
  return others === 0
    ? [['good', 'no; with one provider no answer can be taken for another’s']]
    : [['warning', 'no (RFC 9207): register a redirect URI for this provider alone.']]
}

function claimsParameter(metadata: Metadata): readonly Words[] {
  return metadata['claims_parameter_supported'] === true
    ? [['good', 'asking for those in the ID token is announced; which come is for --sign-in to show']]
    : [['warning', 'asking is not announced: set each client to put them into the ID token, always.']]
}

function missingClaims(claims: readonly string[] | undefined, { entry }: Provider): readonly Words[] {
  if (claims === undefined || entry === undefined) return []
  const missing = Object.values(entry.identity).filter(
    (name) => !claims.includes(name) && !claims.includes(name.split('.')[0] ?? name),
  )
  if (missing.length === 0) return []
  return [['warning', `the policy reads ${missing.join(', ')}, which the provider does not list. See with --sign-in.`]]
}

function missingAcr(values: readonly string[] | undefined, { rules }: Provider): readonly Words[] {
  const known = values === undefined ? 'the provider lists none' : `the provider lists ${quoted(values.join(', '))}`
  return rules.flatMap(({ id, acr }): readonly Words[] => {
    if (acr === undefined || acr.some((value) => values?.includes(value))) return []
    return [['warning', `${id} asks for ${acr.join(' or ')}; ${known}. See with --sign-in what comes back.`]]
  })
}

function subjects(types: readonly string[], { entry }: Provider): readonly Words[] {
  if (entry === undefined) return types.length === 0 ? [] : [['note', quoted(types.join(' or '))]]
  const { subject, person } = entry.identity
  if (subject !== 'sub') return [['note', `read from ${subject}, of which the provider announces nothing`]]
  if (entry.subjects === 'public') {
    return types.includes('public')
      ? [['good', 'the same in every client']]
      : [['fault', 'the policy says public, the provider makes one for each client: two of them could be one person.']]
  }
  return person !== undefined || entry.email === 'unique'
    ? [['good', 'may differ in each client; people are told apart by another claim']]
    : [['fault', 'may differ in each client, so no approver is provably somebody else: map identity.person.']]
}

function prompts(values: readonly string[] | undefined, { rules }: Provider): readonly Words[] {
  if (values === undefined) return [['note', 'prompts are not announced: see with --sign-in']]
  if (values.includes('login')) return [['good', 'prompt=login is announced']]
  return rules.some(({ reauth }) => reauth === 'always')
    ? [['fault', 'there is no prompt=login, and rules ask for it (reauth: always).']]
    : [['warning', 'there is no prompt=login; no rule can ask for reauth: always.']]
}

function logout(metadata: Metadata): readonly Words[] {
  if (metadata['backchannel_logout_supported'] !== true) {
    return [['note', 'no back-channel logout; the relay’s sessions end by themselves']]
  }
  const by =
    metadata['backchannel_logout_session_supported'] === true ? 'of one browser' : 'of all that somebody has open'
  return [
    [
      'note',
      `announced, ${by}. Register the relay’s /v1/back-channel-logout for extension and app: its sessions end at once.`,
    ],
  ]
}

function details(metadata: Metadata): readonly Words[] {
  return listIn(metadata, 'authorization_details_types_supported')?.includes('countersign_action')
    ? [['note', 'yes, at its own sign-in too (countersign_action, RFC 9396)']]
    : [['note', 'no: what is signed stands on the phone alone']]
}

/** A list of texts, or nothing where the provider says nothing. */
export function listIn(metadata: Metadata, name: string): readonly string[] | undefined {
  const value = metadata[name]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
}
