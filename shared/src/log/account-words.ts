import type { Identity } from '../protocol/index.ts'

/** One line of the account: proven, failed, somebody's mere word, or what nobody should overlook. */
export type AccountLine = {
  readonly mark: 'proven' | 'failed' | 'word' | 'alarm'
  readonly what: string
  readonly says: string
}

/** Somebody, and who says so. */
export function nameOf({ name, email, subject, iss }: Identity): string {
  const who = name === undefined ? (email ?? subject) : email === undefined ? name : `${name} <${email}>`
  return `${who} at ${iss}`
}

export function timeOf(instant: number): string {
  return new Date(instant)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')
}
