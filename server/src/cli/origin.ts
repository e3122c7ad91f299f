import { CommandError } from './command-error.ts'

/**
 * An origin that was given on the command line.
 *
 * @throws {CommandError} 2
 */
export function originGiven(option: string, text: string): string {
  if (!URL.canParse(text) || new URL(text).origin !== text.replace(/\/$/, '')) {
    throw new CommandError(`${option} must be an origin, such as https://approve.acme.example.`, 2)
  }
  const { origin, protocol, hostname } = new URL(text)
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  if (protocol !== 'https:' && !isLoopback) throw new CommandError(`${option} must be https, unless it is loopback.`, 2)
  return origin
}
