import type { Finding } from '../finding.ts'
import { quoted } from './quoted.ts'

/** What came back: where the browser would be sent, and the start of the page. */
export type Answer = { readonly status: number; readonly location: string | undefined; readonly page: string }

/** What an answer to an authorization request says of client and redirect URI. */
export function judgeAnswer(
  { status, location, page }: Answer,
  endpoint: string,
  redirect: string,
): Pick<Finding, 'kind' | 'says'> {
  if (location !== undefined) return judgeRedirect(new URL(location, endpoint), redirect)
  if (status >= 400 && status < 500 && status !== 429) return refused(`an error page (${status})${named(page)}`)
  // Only Entra is known to answer 200 with an error page; a sign-in page of another may hold such words in its scripts.
  if (named(page).startsWith(': AADSTS')) return refused(`an error page${named(page)}`)
  return { kind: 'warning', says: `can’t tell: it answered ${status} with a page${named(page)}. Try it: --sign-in` }
}

/** With these the provider has accepted client and redirect URI, and only misses a person (OpenID Connect Core §3.1.2.6). */
const missesAPerson = ['login_required', 'interaction_required', 'consent_required', 'account_selection_required']

function judgeRedirect(to: URL, redirect: string): Pick<Finding, 'kind' | 'says'> {
  const parameters = new URLSearchParams(to.hash.length > 1 ? to.hash.slice(1) : to.search)
  const error = parameters.get('error') ?? undefined
  const isBack = `${to.origin}${to.pathname}` === addressOf(redirect)
  if (isBack && error !== undefined && !missesAPerson.includes(error)) {
    const why = parameters.get('error_description')
    return {
      kind: 'fault',
      says: `the redirect URI looks accepted, the client refused: ${quoted(why === null ? error : `${error}: ${why}`)}.`,
    }
  }
  if (isBack) return { kind: 'good', says: `looks accepted, with ${redirect}` }
  if (error !== undefined || /error/i.test(to.pathname + to.search)) {
    return refused(`it leads to an error page${error === undefined ? '' : `: ${quoted(error)}`}`)
  }
  return { kind: 'good', says: `looks accepted, with ${redirect}: it leads to a sign-in page` }
}

function addressOf(uri: string): string {
  const { origin, pathname } = new URL(uri)
  return `${origin}${pathname}`
}

/** The error that a page names, where it is one that providers are known to name. */
function named(page: string): string {
  const [name] =
    /AADSTS\d{4,7}|redirect_uri_mismatch|invalid_redirect_uri|invalid_client|unauthorized_client|invalid_request/.exec(
      page,
    ) ?? []
  return name === undefined ? '' : `: ${name}`
}

function refused(why: string): Pick<Finding, 'kind' | 'says'> {
  return { kind: 'fault', says: `refused: ${why}. Compare client id and redirect URI, character by character.` }
}
