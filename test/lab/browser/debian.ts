import { existsSync } from 'node:fs'
import { runVisibly } from './run.ts'

/** Whether this user may install the distribution's packages. */
export function isRootOnDebian(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version')
}

/** Installs a package with apt-get, telling its progress; ends quietly where that does not work. */
export async function aptInstall(name: string, say: (line: string) => void, env: NodeJS.ProcessEnv): Promise<void> {
  say(`Installing the ${name} package with apt-get …`)
  const quietly = { ...env, DEBIAN_FRONTEND: 'noninteractive' }
  if (!(await runVisibly('apt-get', ['update'], say, quietly))) return
  await runVisibly('apt-get', ['install', '-y', name], say, quietly)
}
