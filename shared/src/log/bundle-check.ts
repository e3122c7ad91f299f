import { ProtocolError } from '../protocol/index.ts'
import type { BundleCheck, Voucher } from './bundle-report.ts'

/** What a check comes to where it holds. */
export type Found<Value> = { readonly found: Value; readonly voucher: Voucher }

/** One check: its code where it fails. */
export async function attempt<Value>(run: () => Promise<Found<Value>>): Promise<BundleCheck<Value>> {
  try {
    return { ok: true, ...(await run()) }
  } catch (error) {
    if (error instanceof ProtocolError) return { ok: false, code: error.code }
    throw error
  }
}
