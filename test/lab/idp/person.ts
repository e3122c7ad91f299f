import type { Page } from 'playwright-core'
import { DEMO_PASSWORD } from './accounts.ts'

/** What a person does on the sign-in page. */
export interface Person {
  readonly username: string
  readonly password?: string
  /** Only looked at where the page offers one; yes unless said otherwise. */
  readonly passkey?: boolean
}

/**
 * Fills in the sign-in page of Acme SSO that `page` shows or is about to show, and submits it. Returns once the click is
 * made; where the browser goes then is for the caller to wait for.
 */
export async function signInAs(page: Page, person: Person): Promise<void> {
  await page.locator('form[data-form=sign-in]').waitFor()
  await choose(page, person.username)
  await page.locator('input[name=password]').fill(person.password ?? DEMO_PASSWORD)
  const passkey = page.locator('input[name=passkey]')
  if ((await passkey.count()) > 0) await passkey.setChecked(person.passkey ?? true)
  await page.locator('[data-action=sign-in]').click()
}

/** Takes the page's way back: the client gets `error=access_denied`. */
export async function cancelSignIn(page: Page): Promise<void> {
  await page.locator('[data-action=cancel]').click()
}

async function choose(page: Page, username: string): Promise<void> {
  if ((await page.locator(`.known[data-account="${username}"]`).count()) > 0) return
  const another = page.locator('[data-action=choose]')
  if ((await another.count()) > 0) await another.click()
  await page.locator(`input[name=username][value="${username}"]`).check()
}
