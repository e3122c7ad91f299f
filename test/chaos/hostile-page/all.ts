import type { Attack, Family } from './attack.ts'
import { addresses } from './attacks/addresses.ts'
import { channel } from './attacks/channel.ts'
import { events } from './attacks/events.ts'
import { natives } from './attacks/natives.ts'
import { navigations } from './attacks/navigations.ts'
import { panel } from './attacks/panel.ts'
import { poison } from './attacks/poison.ts'
import { releaseWindow } from './attacks/release-window.ts'
import { resources } from './attacks/resources.ts'
import { swap } from './attacks/swap.ts'
import { workers } from './attacks/workers.ts'

/** All attacks, one file for each family. */
export const families: readonly Family[] = [
  natives,
  workers,
  poison,
  swap,
  events,
  channel,
  panel,
  navigations,
  resources,
  addresses,
  releaseWindow,
]

export const attacks: readonly Attack[] = families.flatMap((family) => family.attacks)
