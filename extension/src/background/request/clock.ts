import { issuerKeys } from '../policy/keys.ts'
import type { Own } from './request.ts'

/** The holder's own clock, corrected by that of the issuer whose word is judged; never by the relay's. */
export async function correctedNow({ request }: Pick<Own, 'request'>): Promise<number> {
  return (await issuerKeys()).correctedNow(request.requester.iss)
}
