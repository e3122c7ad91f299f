import { closeSync, openSync } from 'node:fs'
import type { Command } from 'commander'
import { readConfig, settings } from '../config.ts'
import { CommandError, exitCodes } from './command-error.ts'

/** `countersign serve`: one relay node, configured by the environment alone. */
export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('Run the relay')
    .addHelpText('after', `\nSettings (environment variables):\n${settingsHelp()}\n\n${reloading}\n\n${exitCodes}`)
    .action(serve)
}

const reloading =
  'A changed policy file is loaded while the relay runs, within seconds, and at once on SIGHUP. What cannot be used is\n' +
  'refused whole: the last good policy stays in force, and one line of the log says what is wrong and where.'

async function serve(): Promise<void> {
  const config = readConfig(process.env)
  const stopped = untilStopped()
  const relay = await start(config)
  onHangUp(relay.reloadPolicy)
  console.log(`Countersign relay listens on http://${hostText(config.host)}:${config.port}, reached at ${relay.url}`)
  console.log('Ctrl-C stops it.')
  await stopped
  console.log('Stopping.')
  await relay.close()
}

async function start(config: ReturnType<typeof readConfig>) {
  // Only this command needs the server; the others start in half the time, and with exit codes of their own.
  const { startRelay } = await import('../main.ts')
  try {
    return await startRelay(config, (line) => console.log(line))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'EADDRINUSE' || cause.code === 'EACCES')) {
      throw new CommandError(`COUNTERSIGN_PORT ${config.port} cannot be listened on (${cause.code}).`, 2, { cause })
    }
    throw cause
  }
}

/** The first signal asks to stop, also while starting; a second one does not wait for it. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    const stop = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(signal === 'SIGINT' ? 130 : 143)
      asked = true
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })
}

/** A daemon is told by it to look at its files again. A terminal that is closed sends it as well: then it means to stop. */
function onHangUp(reload: () => Promise<void>): void {
  const isInTerminal = process.stdin.isTTY
  // The library of the embedded database ends the process with it, whether there is such a database or not.
  process.removeAllListeners('SIGHUP')
  process.on('SIGHUP', () => {
    if (isInTerminal && isTerminalGone()) process.kill(process.pid, 'SIGTERM')
    else void reload()
  })
}

/** Linux and macOS: what has no terminal cannot open it. */
function isTerminalGone(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return false
  } catch {
    return true
  }
}

function settingsHelp(): string {
  return Object.entries(settings)
    .map(
      ([name, { default: given, help }]) =>
        `  ${name}${given === undefined ? '' : ` (default: ${given || 'none'})`}\n      ${help}`,
    )
    .join('\n')
}

function hostText(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
