import type { KillPlan, Point } from './plan.ts'
import type { Stage } from './stage.ts'

type Decided = (name: string, point: Point) => Promise<void>

/** Approvers who decide what waits, as each run says; a relay that is away is asked again. */
export function startDeciding(
  stage: Stage,
  planFor: (name: string) => KillPlan | undefined,
  decided: Decided,
): { readonly stop: () => Promise<void> } {
  const busy = new Set<string>()
  let isOn = true

  async function decide({ digest, request }: Awaited<ReturnType<Stage['waiting']>>[number]): Promise<void> {
    const name = request.action.url.split('/kill/')[1] ?? ''
    const plan = planFor(name)
    if (plan === undefined || plan.approver === 'nothing') return
    const username = plan.approver === 'approves' ? 'approver-1' : 'approver-2'
    const decision =
      plan.approver === 'approves'
        ? await stage.people.sign({ username, digest })
        : await stage.people.deny(username, digest)
    await stage.people.decide(username, { request, digest }, decision)
    await decided(name, 'decided')
  }

  async function look(): Promise<void> {
    while (isOn) {
      for (const each of await stage.waiting()) {
        const { id } = each.request
        if (busy.has(id)) continue
        busy.add(id)
        // What fails still waits, and is found again.
        void decide(each)
          .catch(() => {})
          .finally(() => setTimeout(() => busy.delete(id), 500))
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  const looking = look()
  return {
    stop: async () => {
      isOn = false
      await looking
    },
  }
}
