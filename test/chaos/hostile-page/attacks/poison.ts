import type { Attack, Family } from '../attack.ts'
import type { Kit } from '../kit.ts'

/** Prototypes that do something else, before the page sends or while it waits. */
export const poison: Family = {
  heading: 'Poisoned prototypes',
  attacks: [
    poisoned(
      'nothing matches',
      'What tells whether a rule applies says no: expressions, strings, addresses, maps.',
      () => {
        const no = () => null
        for (const [owner, name] of [
          [RegExp.prototype, 'exec'],
          [RegExp.prototype, 'test'],
          [RegExp.prototype, Symbol.match],
          [String.prototype, 'match'],
          [String.prototype, 'toUpperCase'],
          [String.prototype, 'startsWith'],
          [String.prototype, 'indexOf'],
          [Map.prototype, 'get'],
          [Array.prototype, 'some'],
        ] as const) {
          Reflect.defineProperty(owner, name, { value: no, configurable: true, writable: true })
        }
        Reflect.defineProperty(URL.prototype, 'href', { get: () => 'http://elsewhere.example/', configurable: true })
      },
    ),
    poisoned('iterators that end', 'Lists have nothing in them as soon as they are gone through.', () => {
      const empty = { next: () => ({ done: true, value: undefined }) }
      for (const owner of [Array.prototype, Map.prototype, Set.prototype, Headers.prototype, FormData.prototype]) {
        Reflect.defineProperty(owner, Symbol.iterator, { value: () => empty, configurable: true })
      }
      const iterator = Object.getPrototypeOf(Array.prototype.values())
      Reflect.defineProperty(iterator, 'next', { value: empty.next, configurable: true })
    }),
    poisoned(
      'setters of every object',
      'Members that the hook may give its objects are set aside, or answered with others.',
      () => {
        for (const name of [
          'kind',
          'key',
          'capture',
          'method',
          'body',
          'way',
          'mode',
          'transfer',
          'get',
          'set',
          'value',
        ]) {
          Reflect.defineProperty(Object.prototype, name, {
            get: () => (name === 'kind' ? 'pass' : undefined),
            set: () => {},
            configurable: true,
          })
        }
      },
    ),
    poisoned('promises that lie', 'Whoever waits for anything is told at once, or of something else.', () => {
      const { then } = Promise.prototype
      const { apply } = Reflect
      Reflect.defineProperty(Promise.prototype, 'then', {
        configurable: true,
        value(this: Promise<unknown>, done: unknown, failed: unknown) {
          const first = (value: unknown) =>
            typeof done === 'function'
              ? done(typeof value === 'object' && value !== null ? { ...value, kind: 'pass' } : value)
              : value
          return apply(then, this, [first, failed])
        },
      })
    }),
    poisoned(
      'ports and events that are heard',
      'What is said over ports is said again with another address; listeners are listed.',
      () => {
        const { postMessage } = MessagePort.prototype
        const { apply } = Reflect
        Reflect.defineProperty(MessagePort.prototype, 'postMessage', {
          configurable: true,
          value(this: MessagePort, message: { capture?: { url: string } }, transfer: Transferable[]) {
            apply(postMessage, this, [message, transfer])
            if (message.capture !== undefined)
              apply(postMessage, this, [
                { ...message, capture: { ...message.capture, url: `${message.capture.url}0` } },
              ])
          },
        })
        Reflect.defineProperty(EventTarget.prototype, 'addEventListener', { configurable: true, value: () => {} })
        Reflect.defineProperty(Event.prototype, 'isTrusted', { configurable: true, get: () => true })
      },
    ),
    poisoned(
      'calls that go elsewhere',
      '`call`, `apply` and `bind` of every function, and those of Reflect, run the plain thing.',
      () => {
        const { apply } = Reflect
        const clean = XMLHttpRequest
        for (const name of ['call', 'apply', 'bind'] as const) {
          const native = Function.prototype[name]
          Reflect.defineProperty(Function.prototype, name, {
            configurable: true,
            value(this: unknown, ...args: unknown[]) {
              void clean
              return apply(native as () => unknown, this, args)
            },
          })
        }
        Reflect.defineProperty(Reflect, 'apply', { configurable: true, value: () => undefined })
      },
    ),
    poisoned('classes of its own', 'Request, Response, Headers, URL and the rest are the page’s own by now.', () => {
      for (const name of [
        'Request',
        'Response',
        'Headers',
        'URL',
        'FormData',
        'Promise',
        'TextEncoder',
        'RegExp',
        'Proxy',
      ]) {
        const Native = Reflect.get(window, name)
        Reflect.defineProperty(window, name, {
          configurable: true,
          writable: true,
          value: class extends Native {
            get url() {
              return 'http://elsewhere.example/'
            }
            get method() {
              return 'GET'
            }
          },
        })
      }
    }),
    poisoned(
      'bodies that say something else',
      '`toJSON`, `toString`, `arrayBuffer`, `clone`: whoever reads the body reads another one.',
      () => {
        const other = async () => new TextEncoder().encode('{"attempt":"harmless"}').buffer
        for (const owner of [Request.prototype, Blob.prototype, Response.prototype]) {
          Reflect.defineProperty(owner, 'arrayBuffer', { configurable: true, value: other })
          Reflect.defineProperty(owner, 'text', { configurable: true, value: async () => '{"attempt":"harmless"}' })
        }
        Reflect.defineProperty(Request.prototype, 'clone', {
          configurable: true,
          value: () => new Request('/hostile/ok'),
        })
        Reflect.defineProperty(Object.prototype, 'toJSON', { configurable: true, value: () => ({}) })
        Reflect.defineProperty(TextEncoder.prototype, 'encode', { configurable: true, value: () => new Uint8Array(2) })
      },
    ),
    poisoned(
      'the hook’s own global names',
      'Chance, the mark of the hook, the matchers and the document’s address are replaced.',
      () => {
        Reflect.defineProperty(window, 'crypto', {
          configurable: true,
          value: { getRandomValues: (words: Uint32Array) => words },
        })
        Reflect.defineProperty(Document.prototype, 'baseURI', {
          configurable: true,
          get: () => 'http://elsewhere.example/',
        })
        Reflect.defineProperty(Node.prototype, 'baseURI', {
          configurable: true,
          get: () => 'http://elsewhere.example/',
        })
        Reflect.set(window, '__countersignMatchers', [])
        Reflect.defineProperty(Symbol, 'for', { configurable: true, value: () => Symbol('none') })
      },
    ),
  ],
}

/** The page sends by all its ways after the poison, and some of it while it waits. */
function poisoned(name: string, says: string, spread: () => void): Attack {
  // Both run in the page, so they travel as text there.
  const run = new Function('kit', `return (${sendAll})(kit, ${spread})`) as Attack['run']
  return { name, says, attempts: [3, 5], page: 'page', run }
}

async function sendAll(kit: Kit, spread: () => void): Promise<void> {
  const { aim, attempts, random } = kit
  const { fetch, XMLHttpRequest, navigator, setTimeout, Promise: Settled } = window
  const sends: (() => unknown)[] = []
  for (let index = 0; index < attempts; index += 1) {
    const way = index % 4
    // Nobody waits for a beacon: the page would be gone before it is decided.
    const wanted = way === 2 ? { method: 'POST' } : { method: 'DELETE', approve: random.chance(0.25) }
    const { url, method, init, body } = aim(wanted)
    sends[index] = () => {
      if (way === 0) return fetch(url, init)
      if (way === 2) return navigator.sendBeacon(url, body)
      const xhr = new XMLHttpRequest()
      xhr.open(method, url)
      xhr.send(body)
      return new Promise((resolve) => {
        xhr.onloadend = resolve
      })
    }
  }
  const isDuring = random.chance(0.3)
  const ends: unknown[] = []
  try {
    if (!isDuring) spread()
  } catch {
    // Some of it does not let itself be replaced.
  }
  for (let index = 0; index < sends.length; index += 1) {
    try {
      ends[index] = sends[index]?.()
    } catch {
      // It has failed.
    }
  }
  try {
    if (isDuring) spread()
  } catch {
    // As above.
  }
  // Nothing but what the language itself does: everything else may be poisoned.
  let left = ends.length
  await new Settled<void>((resolve) => {
    const wait = async (index: number) => {
      try {
        await ends[index]
      } catch {
        // It has failed.
      }
      left -= 1
      if (left === 0) resolve()
    }
    for (let index = 0; index < ends.length; index += 1) void wait(index)
    setTimeout(resolve, 10_000)
  })
}
