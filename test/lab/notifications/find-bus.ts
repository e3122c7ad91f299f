import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { runVisibly } from '../browser/run.ts'

export type Bus = { readonly kind: 'found' } | { readonly kind: 'missing'; readonly sentence: string }

/**
 * Looks for dbus-daemon, through which browsers on Linux show notifications; gets it where root on Debian can.
 *
 * @param say progress for people
 */
export async function findBus(say: (line: string) => void): Promise<Bus> {
  if (isThere()) return { kind: 'found' }
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    say('Installing dbus-daemon with apt-get …')
    const quietly = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await runVisibly('apt-get', ['update'], say, quietly)
    await runVisibly('apt-get', ['install', '-y', '--no-install-recommends', 'dbus-daemon'], say, quietly)
  }
  if (isThere()) return { kind: 'found' }
  return { kind: 'missing', sentence: 'dbus-daemon is needed for notifications: install the package dbus.' }
}

function isThere(): boolean {
  return spawnSync('dbus-daemon', ['--version']).status === 0
}
