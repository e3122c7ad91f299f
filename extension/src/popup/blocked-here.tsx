import browser from 'webextension-polyfill'

/**
 * How many requests of the tab that is looked at were blocked, with those that frames of other sites sent, of which no
 * card tells.
 */
export function BlockedHere({ count }: { readonly count: number }) {
  if (count === 0) return null
  return (
    <p class="page__text" role="status">
      {count === 1 ? 'One request of this tab was' : `${count} requests of this tab were`} blocked: where{' '}
      {count === 1 ? 'it' : 'they'} led is protected. Cards in the page say which. What a frame of another site sent is
      counted here alone, since the browser doesn’t tell more of it.
    </p>
  )
}

/** The browser tells it for the tab whose button was pressed, and for no other. */
export async function countBlockedHere(): Promise<number> {
  const rules = chrome.declarativeNetRequest
  // Firefox keeps no count.
  if (rules.getMatchedRules === undefined) return 0
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true })
  if (tab?.id === undefined) return 0
  const { rulesMatchedInfo } = await rules.getMatchedRules({ tabId: tab.id }).catch(() => nothing)
  // Rules of the session let something through, or answer the extension's own scripts.
  return rulesMatchedInfo.filter(({ rule }) => rule.rulesetId !== rules.SESSION_RULESET_ID).length
}

const nothing = { rulesMatchedInfo: [] } satisfies chrome.declarativeNetRequest.RulesMatchedDetails
