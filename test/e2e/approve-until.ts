import type { ScriptedApprover } from '../lab/stage/approver-script.ts'

/** Approves whatever waits until something is over. */
export async function approveUntil(approver: ScriptedApprover, ended: Promise<unknown>): Promise<void> {
  let isOver = false
  const over = ended.finally(() => {
    isOver = true
  })
  while (!isOver) {
    for (const view of await approver.pending()) {
      // The page may have stopped waiting in the meantime.
      await approver.approve(view).catch(() => {})
    }
  }
  await over
}
