import { CommandError } from './command-error.ts'

/** @throws {CommandError} where it has not the shape of one */
export function requestId(text: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text
  throw new CommandError(`${text} is not the id of a request.`, 2)
}
