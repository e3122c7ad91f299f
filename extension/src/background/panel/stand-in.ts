import browser from 'webextension-polyfill'
import { happenedPage } from '../../happened/happened-page.ts'
import { isMarked } from '../../mark.ts'
import { showsAddress } from '../browser/shows-address.ts'
import { type Card, drawAbove } from './show.ts'

type Frame = { readonly tabId: number; readonly frameId: number }

/**
 * A released form that got no answer gives way to the browser's error page, where no script of ours runs and no panel
 * is: the page around a frame tells it, and of a whole tab a page of ours. Whoever stopped the loading still has the page
 * that sent it, which has been told.
 */
export async function standIn({ tabId, frameId }: Frame, card: Card): Promise<void> {
  if (frameId !== 0) await drawAbove(tabId, card)
  // No script is there to take the mark off its address.
  else if (await showsAddress(tabId, isMarked)) {
    await browser.tabs.update(tabId, { url: browser.runtime.getURL(happenedPage) }).catch(() => {})
  }
}
