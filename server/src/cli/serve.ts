import type { Command } from 'commander'
import { readConfig, settings } from '../config.ts'
import { CommandError, exitCodes } from './command-error.ts'

/** `countersign serve`: one relay node, configured by the environment alone. */
export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('Run the relay')
    .addHelpText('after', `\nSettings (environment variables):\n${settingsHelp()}\n\n${exitCodes}`)
    .action(serve)
}

async function serve(): Promise<void> {
  const config = readConfig(process.env)
  const stopped = untilStopped()
  let reload = async () => {}
  // Before the relay is there, it reads the file by itself.
  process.on('SIGHUP', () => void reload())
  const relay = await start(config)
  reload = relay.reloadPolicy
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
