import { createServer, type Server, type ServerResponse } from 'node:http'
import type { RequestStatus } from '@countersign/shared/api'
import { type ActionRequest, digestOf } from '@countersign/shared/protocol'
import { type Call, forward, open, readCall } from './call.ts'
import { type Course, Play, type Script } from './course.ts'
import { FrontStreams } from './front-stream.ts'
import type { Answer, HolderCall } from './lie.ts'

/** The relay that lies: everybody takes it for the relay, and behind it stands a real one that it asks when it likes. */
export type Front = {
  /** What will happen about the request for this URL. */
  readonly play: (url: string, script: Script) => Course
  /** What the next one who asks for the policy is given. */
  readonly offer: (policy: object) => void
  readonly close: () => Promise<void>
}

export type FrontOptions = {
  readonly port: number
  /** Where the real relay listens. */
  readonly relay: string
  /** What is made of the answer to a holder's sign-in. */
  readonly signedIn: (answer: object) => object
}

export async function startFront({ port, relay, signedIn }: FrontOptions): Promise<Front> {
  const expected = new Map<string, Play>()
  const plays = new Map<string, Play>()
  const offers: object[] = []
  const streams = new FrontStreams((id) => plays.get(id))

  async function serve(call: Call, reply: ServerResponse): Promise<void> {
    const offered = call.name === 'policy' ? offers.shift() : undefined
    if (offered !== undefined) return write(reply, { status: 200, headers: jsonType, body: JSON.stringify(offered) })
    if (!call.isHolder) return pipe(await open(relay, call), reply)
    if (call.path === '/v1/events') return streams.serve(await open(relay, call), reply)
    if (call.name === 'openSession') return write(reply, changed(await forward(relay, call), signedIn))
    const play = await playOf(call)
    if (play === undefined) return write(reply, await forward(relay, call))
    // Calls of a holder that have a request in them are these.
    const name = call.name as HolderCall
    const honestly = async () => retold(name, play, await forward(relay, call))
    const answer = (await play.liar.answer?.(name, honestly)) ?? (await honestly())
    write(reply, answer)
    note(name, play, answer)
  }

  async function playOf({ name, path, body }: Call): Promise<Play | undefined> {
    if (name !== 'createRequest') return plays.get(path.split('/')[3] ?? '')
    const { request }: { request: ActionRequest } = JSON.parse(body)
    const play = expected.get(request.action.url)
    if (play === undefined) return undefined
    plays.set(request.id, play)
    play.meet(request, await digestOf(request), () => streams.begin(play))
    return play
  }

  const server = createServer((incoming, reply) => {
    readCall(incoming)
      .then((call) => serve(call, reply))
      // Whoever called has gone, or the relay behind is closing.
      .catch(() => reply.destroy())
  })
  // It never hangs up on an idle line by itself: on a busy machine a call would meet the hang-up on its way.
  server.keepAliveTimeout = 0
  await listen(server, port)
  return {
    play: (url, script) => {
      const play = new Play(script)
      expected.set(url, play)
      return play
    },
    offer: (policy) => offers.push(policy),
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

const jsonType = { 'content-type': 'application/json' }

/** The relay's answer with what the lie makes of the status in it. */
async function retold(name: HolderCall, play: Play, answer: Answer): Promise<Answer> {
  const truth = answer.status === 200 ? statusIn(name, answer) : undefined
  if (truth === undefined) return answer
  if (name === 'createRequest') play.keep()
  // An answer has room for one: what a lie tells behind it goes over the streams alone.
  const [told] = await play.retell(truth)
  if (told === undefined) return { status: 503, headers: jsonType, body: problem503 }
  const whole = JSON.parse(answer.body)
  return { ...answer, body: JSON.stringify(name === 'readRequest' ? { ...whole, status: told } : told) }
}

const problem503 = JSON.stringify({ type: 'about:blank', title: 'Later.', status: 503, code: 'unavailable' })

function note(name: HolderCall, play: Play, answer: Answer): void {
  const at = Date.now()
  const arrives = answer.cut === undefined && answer.status >= 200 && answer.status < 300
  if (name === 'claimRequest') play.claims.push({ at, granted: arrives })
  const status = arrives ? statusIn(name, answer) : undefined
  if (status !== undefined) play.told.push({ at, status })
}

function statusIn(name: HolderCall, { body }: Answer): RequestStatus | undefined {
  if (name !== 'createRequest' && name !== 'readRequest') return undefined
  try {
    const whole = JSON.parse(body)
    return name === 'readRequest' ? whole.status : whole
  } catch {
    return undefined
  }
}

function changed(answer: Answer, change: (body: object) => object): Answer {
  return answer.status === 200 ? { ...answer, body: JSON.stringify(change(JSON.parse(answer.body))) } : answer
}

async function pipe(response: Response, reply: ServerResponse): Promise<void> {
  reply.writeHead(response.status, Object.fromEntries(response.headers))
  for await (const chunk of response.body ?? []) reply.write(chunk)
  reply.end()
}

function write(reply: ServerResponse, { status, headers, body, cut }: Answer): void {
  if (cut === 'never answered') return
  if (cut === 'before') {
    reply.destroy()
    return
  }
  const bytes = Buffer.from(body)
  if (status === 204) {
    reply.writeHead(204, headers).end()
    return
  }
  reply.writeHead(status, { ...headers, 'content-length': String(bytes.length) })
  if (cut === undefined) reply.end(bytes)
  else reply.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => reply.destroy())
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}
