import type { CDPSession, Page } from 'playwright-core'
import type { Kit } from './kit.ts'
import { makeKit } from './kit.ts'
import type { BatchPlan } from './plan.ts'

/** A page that batches are played on, one after the other. */
export type Lane = {
  /** @returns how many attempts were made */
  readonly play: (plan: BatchPlan, patience?: Promise<unknown>) => Promise<number>
  readonly close: () => Promise<void>
}

/** What a page tells of its batch: how far it has come, and that it is over. */
type News =
  | { readonly batch: number; readonly kind: 'step'; readonly step: string }
  | { readonly batch: number; readonly kind: 'over'; readonly made: number }

export async function openLane(page: Page, origin: string): Promise<Lane> {
  const session = await page.context().newCDPSession(page)
  const heard = new Map<number, (news: News) => void>()
  const opened = new Set<Page>()
  page.on('popup', (popup) => opened.add(popup))
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}))
  session.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name !== 'attackNews') return
    const news: News = JSON.parse(payload)
    heard.get(news.batch)?.(news)
  })
  await session.send('Runtime.enable')
  await session.send('Runtime.addBinding', { name: 'attackNews' })
  return {
    play: async (plan, patience) => {
      const { attack, batch, attempts, dice } = plan
      await page.goto(`${origin}/hostile/${attack.page ?? 'page'}`, { waitUntil: 'domcontentloaded' })
      let step = 'loaded'
      const over = new Promise<number>((resolve) => {
        heard.set(batch, (news) => {
          if (news.kind === 'over') resolve(news.made)
          else step = news.step
        })
      })
      await start(session, attack.run, { batch, attempts, dice })
      const made = await within(over, 60_000, () => `the batch never ended; it is here: ${step}`)
      await patience
      heard.delete(batch)
      for (const popup of opened) void popup.close().catch(() => {})
      opened.clear()
      return made
    },
    close: () => page.close(),
  }
}

/** Through the protocol alone: what a test runner puts into a page is what the page may have poisoned. */
async function start(session: CDPSession, run: (kit: Kit) => unknown, plan: object): Promise<void> {
  const expression = `void (${begin})(${makeKit}, ${run}, ${JSON.stringify(plan)}, attackNews)`
  const { exceptionDetails } = await session.send('Runtime.evaluate', { expression, userGesture: true })
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description)
}

/** In the page. */
async function begin(
  make: typeof makeKit,
  run: (kit: Kit) => unknown,
  plan: Parameters<typeof makeKit>[0],
  tell: (text: string) => void,
): Promise<void> {
  const { batch } = plan
  const kit = make(
    plan,
    (step) => tell(`{"batch":${batch},"kind":"step","step":"${step}"}`),
    (made) => tell(`{"batch":${batch},"kind":"over","made":${made}}`),
  )
  try {
    await run(kit)
  } catch {
    // The attack has failed.
  }
  await kit.over()
}

async function within<Value>(promise: Promise<Value>, milliseconds: number, fault: () => string): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(fault())), milliseconds)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
