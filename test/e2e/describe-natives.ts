/**
 * Runs in the page, so it stands alone: everything that a script can find out about the functions that the hook
 * replaces, by name.
 */
export async function describeNatives(): Promise<Record<string, readonly unknown[]>> {
  const xhr = XMLHttpRequest.prototype
  const places: readonly (readonly [owner: object, names: readonly string[]])[] = [
    [window, ['fetch']],
    [
      xhr,
      ['open', 'setRequestHeader', 'send', 'abort', 'overrideMimeType', 'getResponseHeader', 'getAllResponseHeaders'],
    ],
    [xhr, ['readyState', 'status', 'statusText', 'responseURL', 'response', 'responseText', 'responseXML']],
    [xhr, ['responseType', 'withCredentials', 'timeout']],
    [Navigator.prototype, ['sendBeacon']],
    [HTMLFormElement.prototype, ['submit']],
    [Function.prototype, ['toString']],
  ]

  // Both runs are of the same text, so places in it are the same.
  const failure = async (act: () => unknown): Promise<unknown> => {
    try {
      return ['no failure', typeof (await act())]
    } catch (error) {
      if (!(error instanceof Error || error instanceof DOMException)) return 'something else'
      return [error.constructor.name, error.name, error.message, error.stack]
    }
  }
  const construct = (value: unknown) => Reflect.construct(value as new () => unknown, [])
  const call = (value: unknown, self: unknown, args: readonly unknown[]) =>
    Reflect.apply(value as () => unknown, self, args)

  const described: Record<string, readonly unknown[]> = {}
  for (const [owner, names] of places) {
    for (const name of names) {
      const { get, set, value, ...attributes } = Object.getOwnPropertyDescriptor(owner, name) ?? {}
      const parts: unknown[] = [JSON.stringify(attributes)]
      for (const part of [get, set, value]) {
        if (typeof part !== 'function') continue
        parts.push(String(part), part.toString === Function.prototype.toString, part.name, part.length)
        parts.push(Reflect.ownKeys(part), Object.getPrototypeOf(part) === Function.prototype, `${typeof part}`)
        parts.push(Object.prototype.toString.call(part), 'prototype' in part, part instanceof Function)
        parts.push(await failure(() => construct(part)))
        for (const self of [undefined, null, 1, {}, document, new XMLHttpRequest()]) {
          parts.push(await failure(() => call(part, self, [])))
        }
        parts.push(await failure(() => call(part, new XMLHttpRequest(), ['a b', 'http://['])))
        parts.push(await failure(() => call(part, new XMLHttpRequest(), [Symbol('s'), Symbol('t')])))
      }
      described[name] = parts
    }
  }
  described['order'] = [Object.keys(xhr), Object.getOwnPropertyNames(xhr), Object.keys(Navigator.prototype)]
  described['class'] = [String(XMLHttpRequest), XMLHttpRequest.length, XMLHttpRequest.name, XMLHttpRequest.DONE]
  described['object'] = [Reflect.ownKeys(new XMLHttpRequest()), String(new XMLHttpRequest())]
  described['misuse'] = [
    await failure(() => new XMLHttpRequest().send()),
    await failure(() => new XMLHttpRequest().setRequestHeader('a', 'b')),
    await failure(() => new XMLHttpRequest().open('a b', '/')),
    await failure(() => new XMLHttpRequest().open('GET', 'http://[')),
    await failure(() => fetch('http://[')),
    await failure(() => fetch('/', { method: 'a b' })),
    await failure(() => fetch('/', { method: 'GET', body: 'x' })),
    await failure(() => navigator.sendBeacon('http://[')),
    await failure(() => fetch('/open/none', { signal: AbortSignal.abort() })),
    await failure(() => fetch('/open/none', { signal: AbortSignal.abort(new Error('mine')) })),
  ]
  return described
}
