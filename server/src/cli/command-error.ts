/** The same for every command; each `--help` ends with it. */
export const exitCodes = `Exit codes:
  0   done
  1   the file that was looked at has faults
  2   the command could not be carried out: wrong options or settings, a file that cannot be read or written
  70  a fault in this program`

/** Why a command ends without success; the message is for people, and stands alone. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
