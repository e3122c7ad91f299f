/** One thing that the doctor looked at. */
export type Finding = {
  readonly what: string
  /** `trusted`: nothing is wrong; it says whom people rely on. `note`: good to know, neither right nor wrong. */
  readonly kind: 'good' | 'trusted' | 'note' | 'warning' | 'fault'
  readonly says: string
}
