import type { ActionRequest, Digest } from '@countersign/shared/protocol'
import type { Sql } from 'postgres'
import type { People } from '../lying-relay/people.ts'

/** Approvers who decide as soon as something waits: yes where the attack wants one, otherwise no. */
export function startDeciding(sql: Sql, people: People): { readonly stop: () => Promise<void> } {
  const seen = new Set<string>()
  const deciding = new Set<Promise<void>>()
  let isOn = true

  async function decide(digest: Digest, text: string): Promise<void> {
    const request: ActionRequest = JSON.parse(text)
    const isWanted = /-approve/.test(request.action.url)
    const decision = isWanted
      ? await people.sign({ username: 'approver-1', digest })
      : await people.deny('approver-2', digest)
    await people.decide(isWanted ? 'approver-1' : 'approver-2', { request, digest }, decision)
  }

  async function look(): Promise<void> {
    while (isOn) {
      const rows = await sql<{ id: string; digest: Digest; request: string }[]>`
        SELECT id, digest, request FROM requests WHERE state = 'pending' AND id <> ALL (${[...seen].slice(-500)}::uuid[])`
      for (const { id, digest, request } of rows) {
        if (seen.has(id)) continue
        seen.add(id)
        const decided = decide(digest, request).finally(() => deciding.delete(decided))
        deciding.add(decided)
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  const looking = look()
  return {
    stop: async () => {
      isOn = false
      await looking
      await Promise.all(deciding)
    },
  }
}
