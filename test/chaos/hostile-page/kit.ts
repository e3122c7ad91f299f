import type { Random } from '../random.ts'

/** What a batch of attempts is told: chance comes from outside, so that it can be repeated. */
export type KitPlan = { readonly batch: number; readonly attempts: number; readonly dice: readonly number[] }

/** A request that a rule protects. What reaches its URL belongs to this attempt. */
export type Aim = {
  readonly url: string
  readonly path: string
  readonly method: string
  readonly body: string
  readonly init: { readonly method: string; readonly body: string; readonly headers: Readonly<Record<string, string>> }
}

/** A window of the same origin with everything in it. */
export type Realm = Window & typeof globalThis

/** Requests from elsewhere, one after the other for as long as it is on. */
export type Flood = {
  /** URLs to try besides the bare one and guesses. */
  readonly tell: (urls: readonly string[]) => void
  /** @returns how many were tried: at least so many */
  readonly stop: (least: number) => Promise<number>
}

/** What every attack has at hand. */
export type Kit = {
  readonly batch: number
  readonly attempts: number
  readonly random: Pick<Random, 'between' | 'chance' | 'pick'>
  /** One more attempt. With `approve` an approver says yes to what is asked, otherwise no. */
  readonly aim: (wanted?: { readonly method?: string; readonly approve?: boolean; readonly slow?: boolean }) => Aim
  /** Makes all attempts, some at once; one that throws or never ends has failed. */
  readonly every: (trick: (aim: Aim) => unknown, method?: string) => Promise<void>
  /** A fresh frame, at once. */
  readonly frame: (attributes?: Readonly<Record<string, string>>) => HTMLIFrameElement
  /** The window of a frame that is there at once. */
  readonly realm: (attributes?: Readonly<Record<string, string>>) => Realm
  readonly loaded: (element: EventTarget) => Promise<unknown>
  /** Waits for something a little while; for somebody to decide longer. */
  readonly soon: (what: unknown) => Promise<void>
  readonly decided: (what: unknown) => Promise<void>
  /** Sends the same request again and again from a dedicated worker, with the bare URL, guesses and what is told. */
  readonly flood: (aim: Aim) => Flood
  /** Asks for one request that is approved, with floods all the while. */
  readonly release: (
    wanted: { readonly method?: string; readonly floods?: number },
    send: (aim: Aim, floods: readonly Flood[]) => unknown,
  ) => Promise<void>
  readonly worker: (source: string, options?: WorkerOptions) => Worker
}

/** Runs in the page, so it stands alone. */
export function makeKit(
  { batch, attempts, dice }: KitPlan,
  step: (step: string) => void,
  over: (made: number) => void,
): Kit & { over: () => Promise<void> } {
  const { fetch, setTimeout, Promise: Later, Blob, URL, Worker, document } = window
  const origin = location.origin
  let thrown = 0
  let made = 0
  let counted = 0
  const next = () => {
    thrown += 1
    return dice[thrown % dice.length] ?? 0
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  const random: Kit['random'] = {
    between,
    chance: (probability) => next() < probability,
    pick: (items) => items[between(0, items.length - 1)] as (typeof items)[number],
  }
  const aim: Kit['aim'] = ({ method = random.pick(['POST', 'PUT', 'PATCH', 'DELETE']), approve, slow } = {}) => {
    const name = `${batch}-${made}${approve === true ? '-approve' : ''}${slow === true ? '-slow' : ''}`
    made += 1
    step(`attempt ${made}`)
    const path = `/held/${name}`
    const body = JSON.stringify({ attempt: name })
    const headers = { 'content-type': 'application/json' }
    return { url: origin + path, path, method, body, init: { method, body, headers } }
  }
  const atMost =
    (milliseconds: number): Kit['soon'] =>
    (what) =>
      Promise.race([
        new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
        Promise.resolve(what).then(
          () => {},
          () => {},
        ),
      ])
  const soon = atMost(1_500)
  const attempt = async (trick: () => unknown) => {
    try {
      await trick()
    } catch {
      // It has failed.
    }
  }
  const every: Kit['every'] = async (trick, method) => {
    let left = attempts
    const lane = async () => {
      while (left > 0) {
        left -= 1
        const target = aim(method === undefined ? {} : { method })
        await attempt(() => trick(target))
      }
    }
    await Promise.all([lane(), lane(), lane(), lane()])
  }
  const frame: Kit['frame'] = (attributes = {}) => {
    const element = document.createElement('iframe')
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    document.body.append(element)
    return element
  }
  const worker: Kit['worker'] = (source, options) =>
    new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), options)
  const flood: Kit['flood'] = ({ url, init }) => {
    const sender = worker(`
      let least = Infinity, tried = 0
      const urls = [${JSON.stringify(url)}]
      const guess = () => '#__cs=' + btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
        .replaceAll('+', '-').replaceAll('/', '_').slice(0, 22)
      onmessage = ({ data }) => { if (typeof data === 'number') least = data; else urls.push(...data) }
      const run = async () => {
        while (tried < least) {
          tried += 1
          const told = urls[tried % urls.length]
          await fetch(tried % 3 === 0 ? urls[0] + guess() : told, ${JSON.stringify(init)}).catch(() => {})
          // The others on this machine want to get somewhere as well.
          if (tried % 8 === 0) await new Promise((resolve) => setTimeout(resolve, 20))
        }
        postMessage(tried)
      }
      run()`)
    return {
      tell: (urls) => sender.postMessage(urls),
      stop: (least) =>
        new Promise((resolve) => {
          sender.onmessage = ({ data }) => {
            counted += data
            resolve(data)
          }
          sender.postMessage(least)
        }),
    }
  }
  const release: Kit['release'] = async ({ method, floods = 2 }, send) => {
    const target = aim({ ...(method === undefined ? {} : { method }), approve: true, slow: random.chance(0.5) })
    const running = Array.from({ length: floods }, () => flood(target))
    await attempt(() => send(target, running))
    step('sent')
    await Promise.all(running.map(({ stop }) => stop(Math.ceil(attempts / floods))))
  }
  return {
    batch,
    attempts,
    random,
    aim,
    every,
    frame,
    // It is there as soon as the frame is in the document.
    realm: (attributes) => frame(attributes).contentWindow as Realm,
    loaded: (element) =>
      new Promise((resolve) => {
        element.addEventListener('load', resolve, { once: true })
        element.addEventListener('error', resolve, { once: true })
      }),
    soon,
    decided: atMost(20_000),
    flood,
    release,
    worker,
    // What was begun without anybody waiting for it is on its way by then. Prototypes may be poisoned: nothing but awaits.
    over: async () => {
      try {
        step('asking for an ordinary page')
        await fetch('/hostile/ok')
        step('waiting a moment')
        await new Later<void>((resolve) => setTimeout(resolve, 30))
        step('asking for an ordinary page again')
        await fetch('/hostile/ok')
      } finally {
        over(made + counted)
      }
    },
  }
}
