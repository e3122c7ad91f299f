import browser from 'webextension-polyfill'

/**
 * Whether something may be held for an earlier page of this tab and origin. The background says for which origins
 * anything is held, so that an ordinary page asks it nothing. Of several frames of one origin the outermost shows it.
 */
export async function isHeldHere(): Promise<boolean> {
  if (isInsideItsOwn()) return false
  const { holding } = await browser.storage.local.get('holding')
  return Array.isArray(holding) && holding.includes(window.origin)
}

function isInsideItsOwn(): boolean {
  try {
    return window.top !== window && window.top?.location.origin === location.origin
  } catch {
    // A frame of another origin shows its own.
    return false
  }
}
