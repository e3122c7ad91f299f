import type { NamedIssuer } from '../../panel-view.ts'

type SignInButtonsProps = { readonly issuers: readonly NamedIssuer[]; readonly signIn: (issuer: string) => void }

/** One for each provider that somebody can sign in with; its name where there is a choice. */
export function SignInButtons({ issuers, signIn }: SignInButtonsProps) {
  return issuers.map(({ name, issuer }) => (
    <button
      key={issuer}
      type="button"
      class="card__button card__button--choice"
      data-action="sign-in"
      onClick={() => signIn(issuer)}
    >
      {issuers.length === 1 ? 'Sign in' : `Sign in with ${name}`}
    </button>
  ))
}
