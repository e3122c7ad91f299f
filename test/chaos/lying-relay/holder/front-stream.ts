import type { ServerResponse } from 'node:http'
import type { RelayEvent, RequestStatus } from '@countersign/shared/api'
import type { Play } from './course.ts'
import type { Streams } from './lie.ts'

type Open = { readonly reply: ServerResponse; cursor: string }

/** The event streams of holders, with what the lies make of each status on its way. */
export class FrontStreams implements Streams {
  readonly #playOf: (id: string) => Play | undefined
  readonly #open = new Set<Open>()

  constructor(playOf: (id: string) => Play | undefined) {
    this.#playOf = playOf
  }

  /** Passes the real relay's stream on, event by event. */
  async serve(response: Response, reply: ServerResponse): Promise<void> {
    reply.writeHead(response.status, Object.fromEntries(response.headers))
    if (response.status !== 200) {
      reply.end(await response.text())
      return
    }
    const stream: Open = { reply, cursor: '0.0' }
    this.#open.add(stream)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    reply.once('close', () => {
      this.#open.delete(stream)
      void reader?.cancel().catch(() => {})
    })
    reply.flushHeaders()
    let rest = ''
    for (let read = await reader?.read(); read !== undefined && !read.done; read = await reader?.read()) {
      const frames = (rest + read.value).split('\n\n')
      rest = frames.pop() ?? ''
      for (const frame of frames) this.#pass(stream, frame)
    }
    reply.end()
  }

  /** A lie begins: what it disturbs, and what everybody who listens is told at once. */
  begin(play: Play): void {
    play.liar.disturb?.(this)
    const { last, liar } = play
    if (last !== undefined && liar.tell !== undefined)
      for (const stream of this.#open) void this.#tell(stream, play, last)
  }

  cut(): void {
    for (const { reply } of this.#open) reply.destroy()
  }

  write(text: string): void {
    for (const { reply } of this.#open) reply.write(text)
  }

  #pass(stream: Open, frame: string): void {
    const data = /^data: (.*)$/m.exec(frame)?.[1]
    stream.cursor = /^id: (.*)$/m.exec(frame)?.[1] ?? stream.cursor
    // The real relay's own words.
    const event = data === undefined ? undefined : (JSON.parse(data) as RelayEvent)
    const play = event?.event === 'status' ? this.#playOf(event.status.id) : undefined
    if (event?.event === 'status' && play !== undefined) void this.#tell(stream, play, event.status)
    else stream.reply.write(`${frame}\n\n`)
  }

  async #tell({ reply, cursor }: Open, play: Play, truth: RequestStatus): Promise<void> {
    for (const status of await play.retell(truth)) {
      if (reply.writableEnded || reply.destroyed) return
      reply.write(`id: ${cursor}\ndata: ${JSON.stringify({ event: 'status', status })}\n\n`)
      play.told.push({ at: Date.now(), status })
    }
  }
}
