import { type ErrorCode, ProtocolError } from '../src/protocol/index.ts'

/** The code by which something was refused, `accepted` where it was not; any other error is a fault. */
export async function refusalOf(run: () => unknown): Promise<ErrorCode | 'accepted'> {
  try {
    await run()
    return 'accepted'
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}
