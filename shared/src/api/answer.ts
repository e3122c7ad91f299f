import { Check } from 'typebox/schema'
import { isErrorCode, readUpTo } from '../protocol/index.ts'
import { RelayEvent } from './events.ts'
import { Problem, type RelayProblem, relayProblems } from './problem.ts'
import { RelayUnreachable } from './relay-error.ts'

/** What the relay answered, whatever it is. */
export async function jsonOf(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await readUpTo(response, answerLimit)))
  } catch (cause) {
    signal?.throwIfAborted()
    throw new RelayUnreachable('Something else than the relay answered.', { cause })
  }
}

/** More than the longest list of requests with their bodies. */
const answerLimit = 16_777_216

/** Why it refused. */
export async function problemOf(response: Response): Promise<Problem> {
  const problem = await jsonOf(response, undefined).catch(() => undefined)
  if (isProblem(problem)) return problem
  throw new RelayUnreachable(`Something else than the relay answered (${response.status}).`)
}

function isProblem(value: unknown): value is Problem {
  if (!Check(Problem, value)) return false
  return isErrorCode(value.code) || isRelayProblem(value.code)
}

function isRelayProblem(code: unknown): code is RelayProblem {
  return typeof code === 'string' && Object.hasOwn(relayProblems, code)
}

/** Undefined for an event that this client does not know: a newer relay may have more to tell. */
export function eventOf(data: string): RelayEvent | undefined {
  try {
    const event: unknown = JSON.parse(data)
    return Check(RelayEvent, event) ? event : undefined
  } catch (cause) {
    throw new RelayUnreachable('The relay sent an event that cannot be read.', { cause })
  }
}
