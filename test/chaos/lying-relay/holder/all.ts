import { claims } from './claims.ts'
import { forged } from './forged.ts'
import type { HolderLie } from './lie.ts'
import { order } from './order.ts'
import { policies } from './policies.ts'
import { replayed } from './replayed.ts'
import { rewritten } from './rewritten.ts'
import { states } from './states.ts'
import { transport } from './transport.ts'
import { wrongPerson } from './wrong-person.ts'

/** Every lie to the one who holds a request. A new one joins its table, or this list. */
export const holderLies: readonly HolderLie[] = [
  ...forged,
  ...replayed,
  ...wrongPerson,
  ...rewritten,
  ...states,
  ...order,
  ...transport,
  ...claims,
  ...policies,
]
