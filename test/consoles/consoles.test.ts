import { describe, expect, test } from 'vitest'
import { readPanel } from '../lab/stage/panel.ts'
import { panelSays } from '../lab/stage/panel-says.ts'
import { listenToAnswers } from './answers.ts'
import { useConsoleScene } from './console-scene.ts'
import { consolesHere } from './consoles-here.ts'
import { realConsoles } from './real-console.ts'

const installed = await consolesHere()

describe.skipIf(installed.kind === 'missing')('a real console under protection', () => {
  const scene = useConsoleScene(installed, realConsoles)
  const patience = { timeout: 15_000, interval: 50 } as const

  describe.each(realConsoles.map((console) => ({ ...console, console })))('$name', ({ console, destructions }) => {
    test('ordinary work gets the same answers with the extension as without it, and nobody is asked', async () => {
      const { origin } = scene.of(console)
      const without = await scene.plainPage()
      const plainAnswers = listenToAnswers(without, origin, 'plain')
      await console.work(without, origin, 'plain')
      const page = await scene.protectedPage()
      const answers = listenToAnswers(page, origin, 'protected')
      await console.work(page, origin, 'protected')
      expect(await readPanel(page)).toBe('')
      expect(await scene.approver().pending()).toEqual([])
      await expect.poll(answers, patience).toEqual(plainAnswers())
      await without.close()
      await page.close()
    })

    test.each(destructions)('$name: held, and done exactly once after the approval', async (destruction) => {
      const running = scene.of(console)
      const { origin } = running
      await destruction.prepare(origin, 'approved')
      const page = await scene.protectedPage()
      const before = await destruction.times(running, 'approved')
      await destruction.click(page, origin, 'approved')
      await panelSays(page, 'Waiting for approval')
      const view = await scene.waiting()
      expect(view.request.action).toMatchObject({ rule: destruction.rule, summary: destruction.summary('approved') })
      expect(await destruction.isDone(origin, 'approved')).toBe(false)

      await scene.approver().approve(view)
      await panelSays(page, 'Done')
      await expect.poll(() => destruction.isDone(origin, 'approved'), patience).toBe(true)
      await page.close()
      expect((await destruction.times(running, 'approved')) - before).toBe(1)
    })

    test.each(destructions)('$name: denied, nothing happens and the panel says so', async (destruction) => {
      const running = scene.of(console)
      const { origin } = running
      await destruction.prepare(origin, 'denied')
      const page = await scene.protectedPage()
      const before = await destruction.times(running, 'denied')
      await destruction.click(page, origin, 'denied')
      await panelSays(page, 'Waiting for approval')
      await scene.approver().deny(await scene.waiting(), 'Not today')
      await panelSays(page, 'Not today')
      await page.close()
      expect(await destruction.isDone(origin, 'denied')).toBe(false)
      expect((await destruction.times(running, 'denied')) - before).toBe(0)
    })
  })
})
