import { get } from 'node:http'

export type Streams = {
  /** Resolves when every stream has carried `words`, with the milliseconds since the call. */
  readonly allHear: (words: string) => Promise<number>
  readonly close: () => void
}

/** Opens idle event streams, some at a time, and waits until each has said something. */
export async function openStreams(
  url: string,
  headers: Readonly<Record<string, string>>,
  count: number,
): Promise<Streams> {
  const open: Stream[] = []
  for (let first = 0; first < count; first += 250) {
    const batch = Array.from({ length: Math.min(250, count - first) }, () => openStream(url, headers))
    open.push(...(await Promise.all(batch)))
  }
  return {
    allHear: async (words) => {
      const started = performance.now()
      await Promise.all(open.map((stream) => stream.hear(words)))
      return performance.now() - started
    },
    close: () => {
      for (const stream of open) stream.close()
    },
  }
}

type Stream = { readonly hear: (words: string) => Promise<void>; readonly close: () => void }

function openStream(url: string, headers: Readonly<Record<string, string>>): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`A stream was answered ${response.statusCode}.`))
      let wanted: { words: string; done: () => void } | undefined
      response.on('data', (chunk: Buffer) => {
        if (wanted !== undefined && chunk.includes(wanted.words)) wanted.done()
      })
      response.once('data', () =>
        resolve({
          hear: (words) =>
            new Promise((done) => {
              wanted = { words, done }
            }),
          close: () => request.destroy(),
        }),
      )
    })
    request.once('error', reject)
  })
}
