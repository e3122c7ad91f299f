import type { Notice } from '../../panel-view.ts'
import { SignInButtons } from './sign-in-buttons.tsx'

type NoticeProps = { readonly notice: Notice; readonly signIn: (issuer: string) => void }

/** What concerns every card there is. */
export function NoticeLine({ notice, signIn }: NoticeProps) {
  if (notice.kind === 'policy-refused') return <p class="notice">{notice.words}</p>
  const { issuers } = notice
  const [only] = issuers
  const who = issuers.length === 1 && only !== undefined ? `${only.name} wants to see you again.` : 'Sign in again.'
  return (
    <div class="notice" role="status">
      <p class="notice__text">{who} What is held stays held until then.</p>
      <SignInButtons issuers={issuers} signIn={signIn} />
    </div>
  )
}
