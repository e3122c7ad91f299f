import { needsGroups, type Part, plainGroups, type Rule, speaksOf } from '@countersign/shared/policy'
import { claimAt, isMember } from '@countersign/shared/protocol'
import type { Finding } from '../../finding.ts'
import type { Metadata } from '../discovery.ts'
import type { Provider } from '../provider.ts'
import { quoted } from '../quoted.ts'
import { commonIdentity } from './request.ts'
import { authTimeOf, groupsOf, type Seen } from './seen.ts'

type Words = readonly [Finding['kind'], string]

/** What one person's sign-in says about the rules, and what to do about it. No value that names the person is repeated. */
export function judgeSignIn(seen: Seen, provider: Provider, metadata: Metadata): readonly Finding[] {
  const judged: readonly (readonly [string, readonly Words[]])[] = [
    ['Nonce', judgeNonce(seen)],
    ['Audience', judgeAudience(seen)],
    ['Sign-in time', judgeAuthTime(seen, provider)],
    ['Strength (acr)', judgeAcr(seen, provider)],
    ['Methods (amr)', judgeAmr(seen, provider)],
    ['Groups', judgeGroups(seen, provider)],
    ['Claims', judgeClaims(seen, provider)],
    ['Member', judgeMember(seen, provider)],
    ['Issuer in answers', judgeIssuer(seen, provider, metadata)],
    ['Dated', judgeDates(seen)],
  ]
  return judged.flatMap(([what, words]) => words.map(([kind, says]) => ({ what, kind, says })))
}

function judgeNonce({ claims, nonce }: Seen): readonly Words[] {
  return claims['nonce'] === nonce
    ? [['good', 'came back as it was sent']]
    : [['fault', 'did not come back. Without it nothing can be approved: the nonce is what commits to a request.']]
}

function judgeAudience({ claims: { aud } }: Seen): readonly Words[] {
  if (!Array.isArray(aud)) return [['good', 'the client alone']]
  return aud.length === 1
    ? [['good', 'a list of one, which is fine']]
    : [['fault', `a list of ${aud.length}: refused. Take further audiences away from the approver client.`]]
}

function judgeAuthTime(seen: Seen, { rules }: Provider): readonly Words[] {
  const demanding = idsOf(rules.filter(({ reauth }) => reauth !== 'session'))
  const time = authTimeOf(seen)
  if (time === 'fresh') return [['good', 'there, and of this sign-in: reauth can be asked for']]
  const says =
    time === 'old'
      ? 'older than this sign-in, though prompt=login and max_age=0 were asked for: nobody was made to sign in anew.'
      : 'auth_time is not there, or 0, which is unknown.'
  const instead =
    time === 'old'
      ? 'Have the provider ask each time, or write reauth: session with an acr.'
      : 'Have the provider put it into the ID token, or write reauth: session with an acr.'
  return [[demanding === '' ? 'warning' : 'fault', `${says}${failing(demanding)} ${instead}`]]
}

function judgeAcr({ claims: { acr } }: Seen, { rules }: Provider): readonly Words[] {
  const came = typeof acr === 'string' ? quoted(acr) : 'none'
  const asking = rules.filter((rule) => rule.acr !== undefined)
  const unmet = asking.filter((rule) => !rule.acr?.some((value) => value === acr))
  if (asking.length === 0) return [['note', `${came} came back; no rule asks for one`]]
  if (unmet.length === 0) return [['good', `${came} came back, as the rules ask`]]
  const says = `${came} came back.${failing(idsOf(unmet))} Sign in as strongly as they ask, or take what comes back.`
  return [['fault', says]]
}

function judgeAmr({ claims: { amr } }: Seen, { rules }: Provider): readonly Words[] {
  const came: readonly unknown[] = Array.isArray(amr) ? amr : []
  const unmet = rules.filter((rule) => rule.amr?.some((method) => !came.includes(method)))
  const says = came.length === 0 ? 'none came back' : `${quoted(came.join(', '))} came back`
  if (unmet.length === 0) return [['note', says]]
  return [['fault', `${says}.${failing(idsOf(unmet))} Leave amr out, or sign in by what they ask for.`]]
}

function judgeGroups(seen: Seen, provider: Provider): readonly Words[] {
  const { entry, rules } = provider
  const name = (entry?.identity ?? commonIdentity).groups
  if (name === undefined) return [['note', 'the policy maps none']]
  const needing = idsOf(rules.filter((rule) => rule.approvers?.parts.some((part) => needsClaim(part, name, provider))))
  const kind = needing === '' ? 'warning' : 'fault'
  const groups = groupsOf(seen, name)
  if (groups === 'there') return [['good', `in the claim ${name}`]]
  const says =
    groups === 'too many'
      ? 'too many for the token (hasgroups, _claim_names): unknown, so this person is in none. Send fewer: only those ' +
        'assigned to the client, or roles.'
      : `the claim ${name} is not in the ID token. Map it into the ID token of each client, or name people otherwise.`
  return [[kind, `${says}${failing(needing)}`]]
}

/** Whether people of the provider get into a part by way of that claim alone. */
function needsClaim({ groups: names = [], when }: Part, claim: string, { issuer, groups }: Provider): boolean {
  if (when !== undefined && needsGroups(when, 'yes', { issuer, groupsClaim: claim })) return true
  const named = groups.filter(({ name }) => names.includes(name))
  const ways = named.flatMap((group) => plainGroups(groups, group)).filter((group) => speaksOf(group, issuer))
  return ways.length > 0 && ways.every((group) => 'claim' in group && group.claim === claim)
}

function judgeClaims({ claims }: Seen, { entry, issuer, groups }: Provider): readonly Words[] {
  const { groups: mapped, ...identity } = entry?.identity ?? commonIdentity
  const ofGroups = groups.flatMap((group) =>
    'claim' in group && group.issuer === issuer && group.claim !== mapped
      ? [[`groups.${group.name}`, group.claim] as const]
      : [],
  )
  const named = [
    ...Object.entries(identity).map(([member, name]) => [`identity.${member}`, name] as const),
    ...ofGroups,
  ]
  const absent = named.filter(([, name]) => claimAt(claims, name) === undefined)
  if (absent.length === 0) return [['good', `${[...new Set(named.map(([, name]) => name))].join(', ')}: there`]]
  return absent.map(([member, name]): Words => {
    const kind = member === 'identity.subject' || member === 'identity.person' ? 'fault' : 'warning'
    return [kind, `${name}, which ${member} names, is not in the ID token. Map it into that of each client.`]
  })
}

function judgeMember({ claims }: Seen, { entry }: Provider): readonly Words[] {
  if (entry === undefined) return []
  return isMember(entry, claims)
    ? [['good', 'the policy admits who signed in']]
    : [['fault', 'the policy does not admit who signed in (members): a claim that it reads is absent, or another.']]
}

function judgeIssuer({ iss }: Seen, { issuer, others, entry }: Provider, metadata: Metadata): readonly Words[] {
  if (iss === issuer) return [['good', 'yes (RFC 9207)']]
  if (iss !== undefined) return [['fault', `another one, ${quoted(iss)}: such an answer is refused.`]]
  if (entry?.flow === 'id_token') return [['good', 'in the ID token, which came in the answer']]
  if (metadata['authorization_response_iss_parameter_supported'] === true) {
    return [['fault', 'announced, and not there: such an answer is refused.']]
  }
  return others === 0 ? [] : [['warning', 'no: register a redirect URI for this provider alone.']]
}

function judgeDates({ claims: { iat, exp }, ended }: Seen): readonly Words[] {
  if (typeof iat !== 'number') return [['fault', 'iat is not there: the token is refused.']]
  const back = Math.round(ended / 1000 - iat)
  const isExpired = typeof exp !== 'number' || exp * 1000 <= ended
  if (isExpired) return [['fault', 'the token has expired already, or never does: it is refused.']]
  if (back < -60) return [['fault', `${-back} s ahead of the provider’s own clock: approvals are refused.`]]
  if (back > 300) return [['warning', `back by ${back} s: sessions allow for 300 s beside ask_max_age.`]]
  return [['good', back > 60 ? `back by ${back} s, which verifiers allow for` : 'when it was issued']]
}

function idsOf(rules: readonly Rule[]): string {
  return rules.map(({ id }) => id).join(', ')
}

function failing(ids: string): string {
  return ids === '' ? '' : ` Nobody could approve here: ${ids}.`
}
