/** A policy file that cannot be used. Its message is for people: file, line, column, what is wrong. */
export class PolicyFileError extends Error {
  override readonly name = 'PolicyFileError'
}
