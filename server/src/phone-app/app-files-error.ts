/** Why the phone app's files cannot be used; the message is for the operator, and stands alone. */
export class AppFilesError extends Error {
  override readonly name = 'AppFilesError'
}
