import type { Issuer } from '../policy/index.ts'
import type { Claims } from './claim.ts'

/** The claims of a sign-in, and the issuer that vouches for them. */
export type Vouched = { readonly issuer: Issuer; readonly claims: Claims }
