import type { RelayClient } from '@countersign/shared/api'
import type { ErrorCode, OfferedPolicy } from '@countersign/shared/protocol'
import type { Shelf } from '../browser/mailbox.ts'

/** A policy that the relay offers and this browser refuses; `digest` and `version` are those it claims. */
export type PolicyRefusal = OfferedPolicy & { readonly code: ErrorCode }

/** The refusal of today, for people and for the relay's log. */
export type Refusals = {
  /** What the relay's last offer was refused for; undefined where it was taken. */
  readonly note: (refusal: PolicyRefusal | undefined) => Promise<void>
  readonly read: () => Promise<PolicyRefusal | undefined>
  /** Tells the relay, once for each policy and code in a browser session. What cannot be told now is told later. */
  readonly report: (client: Pick<RelayClient, 'call'>) => Promise<void>
}

/** The member of `storage.session` that holds the refusal of today. */
export const refusalName = 'policy-refusal'
const reportedName = 'policy-refusals-reported'

/** @param shelf for this browser session; nobody else writes these names */
export function makeRefusals(shelf: Shelf): Refusals {
  async function read(): Promise<PolicyRefusal | undefined> {
    const { [refusalName]: refusal } = await shelf.get(refusalName)
    // Written below and nowhere else.
    return refusal as PolicyRefusal | undefined
  }

  async function readReported(): Promise<readonly string[]> {
    const { [reportedName]: reported } = await shelf.get(reportedName)
    return Array.isArray(reported) ? reported : []
  }

  return {
    note: (refusal) =>
      refusal === undefined ? shelf.remove(refusalName) : shelf.set({ [refusalName]: withoutNothing(refusal) }),
    read,
    report: async (client) => {
      const refusal = await read()
      if (refusal === undefined) return
      const name = `${refusal.code} ${refusal.digest}`
      if ((await readReported()).includes(name)) return
      await client.call('reportPolicyRefusal', { body: withoutNothing(refusal) })
      await shelf.set({ [reportedName]: [...(await readReported()), name] })
    },
  }
}

function withoutNothing({ code, digest, version }: PolicyRefusal) {
  return { code, digest, ...(version === undefined ? {} : { version }) }
}
