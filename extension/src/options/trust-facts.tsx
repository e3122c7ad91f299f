import type { PolicyShown, TrustShown } from '../background/pages.ts'
import { lastDay } from '../policy-words.ts'

type TrustFactsProps = { readonly trust: TrustShown; readonly policy: PolicyShown | undefined }

/** Whom this browser trusts, who told it so, and what is in force under that. */
export function TrustFacts({ trust, policy }: TrustFactsProps) {
  if (trust.kind !== 'anchor') return null
  return (
    <section>
      <h1>What this browser trusts</h1>
      <dl class="page__facts">
        {policy === undefined ? null : <PolicyFacts policy={policy} />}
        <dt>Trusted key</dt>
        <dd>
          <span class="page__mono">{trust.fingerprint}</span>
          <div class="page__text">{sources[trust.from]}</div>
        </dd>
        {policy === undefined || policy.fingerprint === trust.fingerprint ? null : (
          <>
            <dt>Handed over to</dt>
            <dd class="page__mono">{policy.fingerprint}</dd>
          </>
        )}
        <dt>Relay</dt>
        <dd>{trust.relay}, which can delay or lose a request, never approve one</dd>
      </dl>
    </section>
  )
}

const sources = {
  managed: 'set by your administrator',
  build: 'came with this extension',
  pinned: 'compared and pinned in this browser',
} as const

function PolicyFacts({ policy }: { readonly policy: PolicyShown }) {
  return (
    <>
      <dt>Organisation</dt>
      <dd>{policy.organisation}</dd>
      <dt>Policy</dt>
      <dd>
        version {policy.version}, valid until {lastDay(policy.validUntil)}
      </dd>
      <dt>Sign-in</dt>
      <dd>{policy.issuers.map(({ name, issuer }) => `${name} (${issuer})`).join(', ')}</dd>
    </>
  )
}
