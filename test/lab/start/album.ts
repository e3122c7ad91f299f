import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** Numbered pictures of what each person saw. */
export type Album = { readonly take: (page: Page, name: string) => Promise<void> }

export async function openAlbum(directory: string): Promise<Album> {
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  let count = 0
  return {
    take: async (page, name) => {
      count += 1
      const path = join(directory, `${String(count).padStart(2, '0')}-${name}.png`)
      await page.screenshot({ path, animations: 'disabled' })
    },
  }
}
