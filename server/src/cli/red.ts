/** What nobody should overlook: red in a terminal, and plain in a file or where NO_COLOR asks for that (no-color.org). */
export function red(text: string): string {
  const isPlain = !process.stdout.isTTY || (process.env['NO_COLOR'] ?? '') !== ''
  return isPlain ? text : `\u001b[31m${text}\u001b[39m`
}
