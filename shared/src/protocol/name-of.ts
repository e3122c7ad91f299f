import type { Identity } from './person.ts'

/** What to call somebody. */
export function nameOf({ name, email, subject }: Pick<Identity, 'name' | 'email' | 'subject'>): string {
  return name ?? email ?? subject
}
