import type { interactionPolicy } from 'oidc-provider'
import { base, Check } from 'oidc-provider/lib/helpers/interaction_policy/index.js'

/** Password alone. */
export const ACR_PASSWORD = 'urn:acme:password'
/** "Phishing-resistant, hardware-protected": the value that OpenID EAP ACR Values 1.0 defines for it. */
export const ACR_PASSKEY = 'phrh'

/** How a person showed who they are, as the ID token says it. */
export interface Assurance {
  readonly acr: string
  /** RFC 8176 values. */
  readonly amr: readonly string[]
}

/** What a finished sign-in amounts to. */
export function assurance(withPasskey: boolean): Assurance {
  if (withPasskey) return { acr: ACR_PASSKEY, amr: ['pwd', 'hwk', 'user', 'mfa'] }
  return { acr: ACR_PASSWORD, amr: ['pwd'] }
}

/** How much the client wants a passkey: `acr_values` is a wish, an essential `acr` claim a demand (OIDC Core 5.5.1.1). */
export type PasskeyWish = 'not asked' | 'asked' | 'demanded'

export function passkeyWish(params: Readonly<Record<string, unknown>>): PasskeyWish {
  const { values, essential } = claimedAcr(params)
  if (essential && values.every((value) => value === ACR_PASSKEY)) return 'demanded'
  return [...preferredAcrs(params), ...values].includes(ACR_PASSKEY) ? 'asked' : 'not asked'
}

/**
 * The usual policy, plus: a live session of a lower level than `acr_values` names first is asked again instead of being
 * taken as it is. The person may still decline, so a client has to look at what came back.
 */
export function signInPolicy(): interactionPolicy.DefaultPolicy {
  const policy = base()
  // Native clients would be asked for their consent each time; these are first-party.
  policy.get('consent')?.checks.remove('native_client_prompt')
  policy.get('login')?.checks.add(
    new Check('acr_values', 'the session is below the requested level', ({ oidc }) => {
      if (oidc.result?.login !== undefined) return Check.NO_NEED_TO_PROMPT
      const [first] = preferredAcrs(oidc.params ?? {})
      const isBelow = first === ACR_PASSKEY && oidc.session?.acr !== ACR_PASSKEY
      return isBelow ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT
    }),
  )
  return policy
}

function preferredAcrs(params: Readonly<Record<string, unknown>>): readonly string[] {
  const { acr_values: values } = params
  return typeof values === 'string' ? values.split(' ') : []
}

interface ClaimedAcr {
  readonly values: readonly unknown[]
  readonly essential: boolean
}

function claimedAcr(params: Readonly<Record<string, unknown>>): ClaimedAcr {
  const { claims } = params
  const acr = typeof claims === 'string' ? parseClaims(claims).id_token?.acr : undefined
  const values = [...(acr?.value === undefined ? [] : [acr.value]), ...(acr?.values ?? [])]
  return { values, essential: acr?.essential === true && values.length > 0 }
}

interface ClaimsParameter {
  readonly id_token?: {
    readonly acr?: {
      readonly value?: unknown
      readonly values?: readonly unknown[]
      readonly essential?: boolean
    } | null
  }
}

function parseClaims(claims: string): ClaimsParameter {
  // The provider has checked the parameter's shape before it starts an interaction.
  return JSON.parse(claims) as ClaimsParameter
}
