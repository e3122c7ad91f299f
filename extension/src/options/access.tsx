import { useState } from 'preact/hooks'
import browser from 'webextension-polyfill'
import type { HostAccess } from '../background/policy/access.ts'
import { hostOf } from '../policy-words.ts'

/** Where the policy protects something, and whether the browser lets Countersign see it. */
export function Access({ hosts }: { readonly hosts: readonly HostAccess[] }) {
  const [refused, setRefused] = useState(false)
  const missing = hosts.filter(({ given }) => !given).map(({ pattern }) => pattern)
  // The browser asks the person only in the moment of their click.
  const allow = () => {
    browser.permissions.request({ origins: missing }).then(
      (given) => setRefused(!given),
      () => setRefused(true),
    )
  }
  return (
    <section class="page__propose">
      <h1>Where it protects</h1>
      <ul class="page__rules">
        {hosts.map(({ pattern, given }) => (
          <li key={pattern}>
            <span class="page__mono">{hostOf(pattern)}</span>{' '}
            {given ? <span class="page__text">protected</span> : <strong>not protected: no access</strong>}
          </li>
        ))}
      </ul>
      {missing.length === 0 ? null : (
        <>
          <p class="page__text">
            Countersign has to see these sites to hold what needs an approval. It sees no others. Pages of theirs that
            are open are loaded again.
          </p>
          <button type="button" class="page__button" onClick={allow}>
            Allow access
          </button>
        </>
      )}
      {refused && missing.length > 0 ? (
        <p class="page__error" role="alert">
          The browser gave no access. What needs an approval there is blocked, and nobody can be asked.
        </p>
      ) : null}
    </section>
  )
}
