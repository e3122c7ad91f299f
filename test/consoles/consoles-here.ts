import { type InstalledConsoles, installConsoles } from './install.ts'

/**
 * The consoles where they could be installed. Elsewhere what needs them is left out, with one sentence; where CI is set
 * that is a fault.
 *
 * @throws {Error} where it is a fault
 */
export async function consolesHere(): Promise<InstalledConsoles> {
  const installed = await installConsoles(console.log)
  if (installed.kind === 'found') return installed
  if (installed.isFault) throw new Error(installed.sentence)
  console.warn(installed.sentence)
  return installed
}
