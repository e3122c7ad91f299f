/**
 * Runs in the page, so it stands alone: replaces every method and accessor of every prototype that a script can reach
 * by functions that note who calls them, sends by fetch, XMLHttpRequest and beacon, and puts everything back.
 */
export async function tamper(): Promise<{ touched: string[]; fetched: string; received: string }> {
  const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, construct } = Reflect
  const touched: string[] = []
  let noted = 0
  let isOn = false
  const undo: (() => void)[] = []
  let undone = 0
  const stackOf = getOwnPropertyDescriptor(new Error(), 'stack')?.get

  /** Only calls out of an extension's script count: the browser and the test call some of these as well. */
  const note = (name: string) => {
    if (!isOn) return
    isOn = false
    const error = new Error()
    const stack: string = (stackOf === undefined ? error.stack : apply(stackOf, error, [])) ?? ''
    // The caller's caller: this function, the replaced one, and who called that.
    let lines = 0
    let line = ''
    for (let index = 0; index < stack.length && lines < 4; index += 1) {
      const letter = stack[index]
      if (letter === '\n') lines += 1
      else if (lines === 3) line += letter
    }
    let isOurs = false
    const sign = 'extension://'
    for (let index = 0; index + sign.length <= line.length && !isOurs; index += 1) {
      isOurs = true
      for (let at = 0; at < sign.length; at += 1) if (line[index + at] !== sign[at]) isOurs = false
    }
    if (isOurs) {
      touched[noted] = name
      noted += 1
    }
    isOn = true
  }
  const replaced = (name: string, native: (...args: unknown[]) => unknown) => {
    const stand = function (this: unknown, ...args: unknown[]) {
      note(name)
      return new.target === undefined ? apply(native, this, args) : construct(native, args, new.target)
    }
    stand.prototype = native.prototype
    return stand
  }
  const replaceAll = (owner: object, label: string) => {
    for (const key of ownKeys(owner)) {
      const descriptor = getOwnPropertyDescriptor(owner, key)
      if (descriptor === undefined || !descriptor.configurable || key === 'constructor') continue
      const changed = { ...descriptor }
      for (const part of ['get', 'set', 'value'] as const) {
        if (typeof descriptor[part] === 'function')
          changed[part] = replaced(`${label}.${String(key)}`, descriptor[part])
      }
      defineProperty(owner, key, changed)
      undo[undo.length] = () => defineProperty(owner, key, descriptor)
    }
  }

  const prototypeOf = (object: object) => getPrototypeOf(object) ?? object
  const owners: [object, string][] = [
    [prototypeOf([][Symbol.iterator]()), 'array iterator'],
    [prototypeOf(Uint8Array.prototype), 'typed array'],
    [Reflect, 'Reflect'],
    [JSON, 'JSON'],
    [Object, 'Object'],
    [Math, 'Math'],
    [crypto, 'crypto'],
    [performance, 'performance'],
  ]
  const classes = [
    ...['Object', 'Function', 'Array', 'String', 'Number', 'RegExp', 'Promise', 'Map', 'Set', 'WeakMap', 'Error'],
    ...['Uint8Array', 'Uint32Array', 'ArrayBuffer', 'DataView', 'Symbol', 'Date', 'Proxy'],
    ...['URL', 'URLSearchParams', 'Request', 'Response', 'Headers', 'FormData', 'Blob', 'File', 'TextEncoder'],
    ...['TextDecoder', 'ReadableStream', 'ReadableStreamDefaultReader', 'AbortSignal', 'AbortController', 'Event'],
    ...['EventTarget', 'MessageEvent', 'MessagePort', 'ProgressEvent', 'CustomEvent', 'DOMException', 'DOMParser'],
    ...['XMLSerializer', 'Node', 'Element', 'Document', 'Crypto', 'Performance', 'XMLHttpRequestEventTarget'],
  ]
  for (const name of classes) {
    const { prototype } = Reflect.get(window, name)
    if (typeof prototype === 'object') owners.push([prototype, name])
  }
  const globals = [...classes, 'setTimeout', 'clearTimeout', 'btoa', 'addEventListener', 'removeEventListener']
  const { length } = owners

  const sendXhr = () =>
    new Promise<string>((resolve) => {
      const xhr = new XMLHttpRequest()
      xhr.onloadend = () => resolve(`${xhr.status} ${xhr.responseText} ${xhr.readyState}`)
      xhr.open('POST', '/held/json?by=xhr')
      xhr.setRequestHeader('x-a', 'b')
      xhr.send('xhr')
    })

  for (let index = 0; index < length; index += 1) {
    const owner = owners[index]
    if (owner !== undefined) replaceAll(owner[0], owner[1])
  }
  for (const name of globals) {
    const descriptor = getOwnPropertyDescriptor(window, name)
    if (descriptor?.configurable !== true) continue
    defineProperty(window, name, { ...descriptor, value: replaced(name, descriptor.value) })
    undo[undo.length] = () => defineProperty(window, name, descriptor)
  }
  isOn = true
  try {
    const response = fetch('/held/json?by=fetch', { method: 'POST', body: 'fetch' })
    const received = sendXhr()
    navigator.sendBeacon('/held/json?by=beacon', 'beacon')
    const answer = await response
    const text = await answer.text()
    const receivedText = await received
    isOn = false
    return { touched, fetched: `${answer.status} ${text}`, received: receivedText }
  } finally {
    isOn = false
    for (; undone < undo.length; undone += 1) undo[undo.length - 1 - undone]?.()
  }
}
