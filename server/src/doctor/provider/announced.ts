import type { Finding } from '../finding.ts'
import type { Metadata } from './discovery.ts'
import type { Provider } from './provider.ts'
import { quoted } from './quoted.ts'

/**
 * What the provider says that it can do (OpenID Connect Discovery 1.0 §3, RFC 8414 §2), against what the policy needs.
 * What it leaves unsaid may be there all the same: that is for a sign-in to show.
 */
export function examineAnnounced(metadata: Metadata, provider: Provider): readonly Finding[] {
  const say = (kind: Finding['kind'], what: string, says: string): Finding => ({ what, kind, says })
  const listed = (name: string) => listIn(metadata, name)
  const checks: readonly ((() => Finding | undefined) | (() => readonly Finding[]))[] = [
    () => {
      const types = listed('response_types_supported')
      if (types === undefined || types.includes('code')) return undefined
      return say('fault', 'Code flow', 'not among the response types; clients here use nothing else.')
    },
    () => {
      const methods = listed('code_challenge_methods_supported')
      if (methods?.includes('S256')) return say('good', 'PKCE', 'S256')
      return methods === undefined
        ? say('warning', 'PKCE', 'not announced. Every client sends S256; see that it is required of public clients.')
        : say('fault', 'PKCE', 'without S256, and clients here send nothing else.')
    },
    () => {
      const algorithms = listed('id_token_signing_alg_values_supported')
      if (algorithms === undefined || provider.algorithms.some((alg) => algorithms.includes(alg))) return undefined
      return say('fault', 'Algorithms', `ID tokens are signed with ${quoted(algorithms.join(', '))} alone.`)
    },
    () =>
      listed('response_modes_supported')?.includes('fragment')
        ? say('good', 'Fragment', 'the code comes back where no server sees it')
        : say('warning', 'Fragment', 'not announced: codes come in the query, and only the app’s worker hides them.'),
    () => {
      if (metadata['authorization_response_iss_parameter_supported'] === true) {
        return say('good', 'Issuer in answers', 'yes (RFC 9207)')
      }
      return provider.others === 0
        ? say('good', 'Issuer in answers', 'no; with one provider no answer can be taken for another’s')
        : say('warning', 'Issuer in answers', 'no (RFC 9207): register a redirect URI for this provider alone.')
    },
    () =>
      metadata['claims_parameter_supported'] === true
        ? say('good', 'Claims', 'those that are asked for can come in the ID token itself')
        : say('warning', 'Claims', 'asking is not announced: set each client to put them into the ID token, always.'),
    () => missingClaims(listed('claims_supported'), provider).map((says) => say('warning', 'Claims', says)),
    () => missingAcr(listed('acr_values_supported'), provider).map((says) => say('warning', 'Strength (acr)', says)),
    () => examineSubjects(listed('subject_types_supported') ?? [], provider),
    () => {
      const prompts = listed('prompt_values_supported')
      const isAsked = provider.rules.some(({ reauth }) => reauth === 'always')
      if (prompts?.includes('login')) return say('good', 'Sign-in anew', 'prompt=login is announced')
      if (prompts === undefined) return say('note', 'Sign-in anew', 'prompts are not announced: see with --sign-in')
      return isAsked
        ? say('fault', 'Sign-in anew', 'there is no prompt=login, and rules ask for it (reauth: always).')
        : say('warning', 'Sign-in anew', 'there is no prompt=login; no rule can ask for reauth: always.')
    },
    () =>
      say(
        'note',
        'Logout',
        metadata['backchannel_logout_supported'] === true
          ? 'back-channel logout is announced; the relay does not take part, its sessions end by themselves'
          : 'no back-channel logout; the relay’s sessions end by themselves',
      ),
    () =>
      say(
        'note',
        'Shows the action',
        listed('authorization_details_types_supported')?.includes('countersign_action')
          ? 'yes, at its own sign-in too (countersign_action, RFC 9396)'
          : 'no: what is signed stands on the phone alone',
      ),
  ]
  return checks.flatMap((check) => check() ?? [])
}

/** A list of texts, or nothing where the provider says nothing. */
export function listIn(metadata: Metadata, name: string): readonly string[] | undefined {
  const value = metadata[name]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
}

function missingClaims(claims: readonly string[] | undefined, { entry }: Provider): readonly string[] {
  if (claims === undefined || entry === undefined) return []
  const missing = Object.values(entry.identity).filter((name) => !claims.includes(name))
  if (missing.length === 0) return []
  return [`the policy reads ${missing.join(', ')}, which the provider does not list. See with --sign-in.`]
}

function missingAcr(values: readonly string[] | undefined, { rules }: Provider): readonly string[] {
  return rules.flatMap(({ id, acr }) => {
    if (acr === undefined || acr.some((value) => values?.includes(value))) return []
    const known = values === undefined ? 'the provider lists none' : `the provider lists ${quoted(values.join(', '))}`
    return [`${id} asks for ${acr.join(' or ')}; ${known}. See with --sign-in what comes back.`]
  })
}

function examineSubjects(types: readonly string[], { entry }: Provider): readonly Finding[] {
  const what = 'Subjects'
  if (entry === undefined) return types.length === 0 ? [] : [{ what, kind: 'good', says: types.join(' or ') }]
  const { subject } = entry.identity
  if (subject !== 'sub') {
    return [{ what, kind: 'note', says: `read from ${subject}, of which the provider announces nothing` }]
  }
  if (entry.subjects === 'public' && !types.includes('public')) {
    const says = 'the policy says public, the provider makes one for each client: two of them could be one person.'
    return [{ what, kind: 'fault', says }]
  }
  if (entry.subjects === 'public') return [{ what, kind: 'good', says: 'the same in every client' }]
  if (entry.identity.person !== undefined || entry.email === 'unique') {
    return [{ what, kind: 'good', says: 'may differ in each client; people are told apart by another claim' }]
  }
  const says = 'may differ in each client, so no approver is provably somebody else: map identity.person.'
  return [{ what, kind: 'fault', says }]
}
