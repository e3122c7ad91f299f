import type { Page } from 'playwright-core'
import { panelSays } from '../lab/stage/panel-says.ts'
import type { PhoneScene } from './phone-scene.ts'

/** A page of the console on which somebody has just deleted one of the things of `life-rules`, and waits. */
export async function startLifeDelete(
  { requester, world }: Pick<PhoneScene, 'requester' | 'world'>,
  name: string,
): Promise<Page> {
  const page = await requester().context.newPage()
  await page.goto(`${world().console.origin}/users`)
  await page.evaluate((name) => void fetch(`/life/things/${name}`, { method: 'DELETE' }), name)
  await panelSays(page, 'Waiting for approval')
  return page
}
