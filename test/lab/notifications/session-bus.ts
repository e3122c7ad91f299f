import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type SessionBus =
  | { readonly kind: 'running'; readonly address: string; readonly close: () => Promise<void> }
  /** There is no `dbus-daemon` on this machine. */
  | { readonly kind: 'missing' }

/**
 * Starts a `dbus-daemon` that is this process's own: its socket in a fresh directory, its configuration in `dir`
 * (which exists), no service activation. It ends with this process, even where that is killed.
 */
export async function startSessionBus(dir: string): Promise<SessionBus> {
  // A socket's path may have 107 bytes, so it does not go under `dir`.
  const socketDir = await mkdtemp(join(tmpdir(), 'countersign-bus-'))
  const address = `unix:path=${join(socketDir, 'bus')}`
  const config = join(dir, 'session-bus.conf')
  await writeFile(config, busConfig(address))
  // Its own process group: Ctrl-C in a terminal must not take the bus away before the browser.
  const shell = spawn('sh', ['-c', HOLD_DAEMON, config, socketDir], { detached: true })
  const started = await outcomeOf(shell)
  if (started.kind === 'ready') return { kind: 'running', address, close: () => end(shell) }
  await rm(socketDir, { recursive: true, force: true })
  if (started.kind === 'missing') return { kind: 'missing' }
  throw new Error(`dbus-daemon did not start: ${started.said}`)
}

/**
 * The shell ($0 configuration, $1 socket directory) waits for the end of its input, which comes also when this process
 * is killed. Its own output is closed, so the pipe ends when the daemon does.
 */
const HOLD_DAEMON = `command -v dbus-daemon >/dev/null || exit 127
dbus-daemon --nofork --print-address "--config-file=$0" & exec >&-
read -r _; kill $!; wait $!; rm -rf "$1"`

type Outcome =
  | { readonly kind: 'ready' }
  | { readonly kind: 'missing' }
  /** `said`: what the daemon wrote to its standard error. */
  | { readonly kind: 'failed'; readonly said: string }

function outcomeOf(shell: ChildProcessWithoutNullStreams): Promise<Outcome> {
  return new Promise((resolve) => {
    let said = ''
    shell.stderr.on('data', (chunk) => {
      said += String(chunk)
    })
    // The daemon prints its address when it listens.
    shell.stdout.once('data', () => resolve({ kind: 'ready' }))
    shell.stdout.once('end', () => shell.stdin.end())
    shell.stdin.on('error', () => {}) // the shell may have left already: `close` says so
    // No `sh` (Windows) is no D-Bus either.
    shell.once('error', () => resolve({ kind: 'missing' }))
    shell.once('close', (code) => resolve(code === 127 ? { kind: 'missing' } : { kind: 'failed', said }))
  })
}

function end(shell: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve) => {
    if (shell.exitCode !== null) return resolve()
    shell.once('close', () => resolve())
    shell.stdin.end()
  })
}

function busConfig(address: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`
}
