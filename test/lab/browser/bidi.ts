import { WebSocket } from 'undici'

/** A session of WebDriver BiDi (w3.org/TR/webdriver-bidi): what is sent and answered is JSON over one socket. */
export type Bidi = {
  /**
   * @throws {Error} with the browser's own words
   */
  readonly call: <Result = unknown>(method: string, params?: object) => Promise<Result>
  readonly close: () => void
}

/** @param url of the browser's listener, as it prints it when it starts */
export async function openBidi(url: string): Promise<Bidi> {
  const socket = new WebSocket(`${url}/session`)
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error(`Firefox does not answer at ${url}.`)))
  })
  type Waiting = { method: string; resolve: (result: unknown) => void; reject: (error: Error) => void }
  const waiting = new Map<number, Waiting>()
  let last = 0
  socket.addEventListener('message', ({ data }) => {
    const { id, type, result, error, message } = JSON.parse(String(data)) as Answer
    const call = id === undefined ? undefined : waiting.get(id)
    if (id === undefined || call === undefined) return
    waiting.delete(id)
    if (type === 'success') call.resolve(result)
    else call.reject(new Error(`${call.method}: ${error}: ${message}`))
  })
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox is gone.'))
  })
  const call = (method: string, params: object = {}) =>
    new Promise<unknown>((resolve, reject) => {
      last += 1
      waiting.set(last, { method, resolve, reject })
      socket.send(JSON.stringify({ id: last, method, params }))
    })
  await call('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } })
  // What a method answers is fixed by the standard; the caller names it.
  return { call: call as Bidi['call'], close: () => socket.close() }
}

type Answer = {
  readonly id?: number
  readonly type: string
  readonly result?: unknown
  readonly error?: string
  readonly message?: string
}
