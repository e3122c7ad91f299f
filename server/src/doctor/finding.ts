/** One thing that the doctor looked at. */
export type Finding = {
  readonly what: string
  /** `trusted`: nothing is wrong; it says whom people rely on. */
  readonly kind: 'good' | 'trusted' | 'warning' | 'fault'
  readonly says: string
}
