/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import { type Account, DEMO_PASSWORD } from '../accounts.ts'
import type { ShownAction } from '../action.ts'
import { Page } from './page.tsx'

export interface SignInView {
  /** The interaction's path; the form posts to it, `/cancel` under it goes back. */
  readonly path: string
  readonly clientName: string
  /** Already signed in, or named by the client: shown alone, the others behind a link. */
  readonly known?: Account | undefined
  readonly accounts: readonly Account[]
  /** The person is signed in, but the client wants it shown anew. */
  readonly again: boolean
  /** What the person signs for, in the client's words. */
  readonly action?: ShownAction | undefined
  readonly passkey: 'not asked' | 'asked' | 'demanded'
  readonly problem?: 'wrong password' | 'no account' | undefined
}

/** The one page of a sign-in: who, password, done. Works without scripts. */
export function SignInPage(view: SignInView): VNode {
  const title = view.again ? 'Confirm it’s you' : 'Sign in'
  const isWrong = view.problem === 'wrong password'
  return (
    <Page title={title}>
      <h1>{title}</h1>
      <p class="lead">
        to continue to <strong>{view.clientName}</strong>
      </p>
      {view.action === undefined ? null : <Action {...view.action} />}
      <form method="post" action={view.path} data-form="sign-in">
        {view.problem === undefined ? null : (
          <p class="problem" role="alert" id="problem" data-problem={view.problem}>
            {problemText[view.problem]}
          </p>
        )}
        {view.known === undefined ? <Choice {...view} /> : <KnownPerson path={view.path} account={view.known} />}
        <label class="field" for="password">
          Password
        </label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          autofocus={view.known !== undefined}
          aria-invalid={isWrong ? 'true' : undefined}
          aria-describedby={isWrong ? 'problem hint' : 'hint'}
        />
        <p class="hint" id="hint" data-hint="password">
          Demo password for everyone: <code>{DEMO_PASSWORD}</code>
        </p>
        {view.passkey === 'not asked' ? null : <Passkey isDemanded={view.passkey === 'demanded'} />}
        <button type="submit" data-action="sign-in">
          {view.again ? 'Confirm' : 'Sign in'}
        </button>
      </form>
      <a class="back" href={`${view.path}/cancel`} data-action="cancel">
        Cancel and go back
      </a>
    </Page>
  )
}

const problemText = {
  'wrong password': 'Wrong password. Try again.',
  'no account': 'Choose who you are.',
} as const

function Action({ where, method, summary, url }: ShownAction): VNode {
  return (
    <section class="action" aria-label="What you sign for" data-action-details>
      <p class="action__lead">You sign for one action at {where}:</p>
      <p class="action__summary">{summary ?? 'It is described in Countersign, whose words have no room here.'}</p>
      <p class="action__request">
        {method} {url ?? '(the address has no room here)'}
      </p>
    </section>
  )
}

function Choice({ accounts }: SignInView): VNode {
  return (
    <fieldset>
      <legend class="field">Account</legend>
      <div class="accounts">
        {accounts.map((account) => (
          <label class="account" key={account.username} data-account={account.username}>
            <input type="radio" name="username" value={account.username} required />
            <Person account={account} detail={account.title} />
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function KnownPerson({ path, account }: { readonly path: string; readonly account: Account }): VNode {
  return (
    <div class="known" data-account={account.username}>
      <input type="hidden" name="username" value={account.username} />
      <div class="account">
        <Person account={account} detail={account.email} />
      </div>
      <a href={`${path}?choose`} data-action="choose">
        Use another account
      </a>
    </div>
  )
}

function Person({ account, detail }: { readonly account: Account; readonly detail: string }): VNode {
  return (
    <>
      <span class="initials" aria-hidden="true">
        {initials(account)}
      </span>
      <span class="who">
        <span class="name">{account.name}</span>
        <span class="detail">{detail}</span>
      </span>
    </>
  )
}

function Passkey({ isDemanded }: { readonly isDemanded: boolean }): VNode {
  return (
    <label class="passkey">
      <input type="checkbox" name="passkey" value="yes" checked />
      <span class="who">
        <span class="name">Use this device’s passkey</span>
        <span class="detail">
          {isDemanded ? 'Needed for this step. ' : 'Asked for here. '}
          Demo: it always answers yes.
        </span>
      </span>
    </label>
  )
}

function initials({ username }: Account): string {
  const short: Readonly<Record<string, string>> = { 'approver-1': 'A1', 'approver-2': 'A2', requester: 'RQ' }
  return short[username] ?? username.slice(0, 2).toUpperCase()
}
