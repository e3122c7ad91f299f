import type { Identity } from '@countersign/shared/protocol'

/** What the panel calls somebody who decided. */
export function personName({ name, email }: Pick<Identity, 'name' | 'email'>): string {
  return name ?? email ?? 'Somebody'
}
