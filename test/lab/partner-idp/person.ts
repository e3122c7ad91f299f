import type { Page } from 'playwright-core'
import { PARTNER_PASSWORD } from './accounts.ts'

/** Fills in the sign-in page of Partner ID that `page` shows or is about to show, and submits it. */
export async function signInAtPartner(page: Page, email: string): Promise<void> {
  await page.locator('form[data-form=partner-sign-in]').waitFor()
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(PARTNER_PASSWORD)
  await page.locator('[data-action=sign-in]').click()
}
