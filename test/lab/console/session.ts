import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Ports of one host share cookies: a name that no other part of the demo uses. */
export const SESSION_COOKIE = 'acme_admin_session'

/** One browser's session. The demo console has no login; loading a page makes one. */
export interface Session {
  readonly csrf: string
  /** What the project API wants as `Authorization: Bearer …`. */
  readonly bearer: string
  /** Shown once, on the next page. */
  flash?: Flash | undefined
}

export interface Flash {
  readonly kind: 'done' | 'failed'
  readonly text: string
}

/** The sessions of one console, in memory: a restarted console has none, and its old pages must be loaded again. */
export class Sessions {
  readonly #byId = new Map<string, Session>()

  /** The session that the request's cookie names. */
  of(request: FastifyRequest): Session | undefined {
    const id = cookieOf(request)
    return id === undefined ? undefined : this.#byId.get(id)
  }

  /** The request's session, or a new one whose cookie goes with the reply: strict, out of scripts' reach. */
  open(request: FastifyRequest, reply: FastifyReply): Session {
    const existing = this.of(request)
    if (existing !== undefined) return existing
    const id = randomBytes(24).toString('base64url')
    const session = { csrf: randomBytes(24).toString('base64url'), bearer: randomBytes(24).toString('base64url') }
    this.#byId.set(id, session)
    reply.header('set-cookie', `${SESSION_COOKIE}=${id}; Path=/; HttpOnly; SameSite=Strict`)
    return session
  }

  /** Whether some session has this bearer token. */
  hasBearer(token: string): boolean {
    return [...this.#byId.values()].some(({ bearer }) => bearer === token)
  }
}

function cookieOf(request: FastifyRequest): string | undefined {
  const prefix = `${SESSION_COOKIE}=`
  const pair = request.headers.cookie?.split('; ').find((each) => each.startsWith(prefix))
  return pair?.slice(prefix.length)
}
