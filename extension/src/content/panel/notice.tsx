import type { Notice } from '../../panel-view.ts'

type NoticeProps = { readonly notice: Notice; readonly signIn: () => void }

/** What concerns every card there is. */
export function NoticeLine({ notice, signIn }: NoticeProps) {
  if (notice.kind === 'policy-refused') return <p class="notice">{notice.words}</p>
  return (
    <div class="notice" role="status">
      <p class="notice__text">{notice.issuer} wants to see you again. What is held stays held until then.</p>
      <button type="button" class="card__button" data-action="sign-in" onClick={signIn}>
        Sign in
      </button>
    </div>
  )
}
