/** What a page saw of one request, line by line. */
export type Seen = readonly string[]

export type Wanted = {
  /** The path that the requests go under. */
  readonly base: string
  /** Names of the requests to send; absent for all. */
  readonly only?: readonly string[]
}

/**
 * Runs in the page, so it stands alone: sends one request after another and writes down everything that a script can
 * see of each: order and values of events, states, headers, answers, what throws and what does not.
 */
export async function seeRequests({ base, only }: Wanted): Promise<Record<string, Seen>> {
  type Step = (xhr: XMLHttpRequest, see: (line: string) => void) => void
  type Sending = {
    readonly path: string
    readonly method?: string
    readonly type?: XMLHttpRequestResponseType
    readonly body?: () => Document | XMLHttpRequestBodyInit | undefined
    readonly open?: Step
    readonly sent?: Step
    /** What happens when an event comes: by its target, type and the state it comes in. */
    readonly on?: Readonly<Record<string, Step>>
    /** The event that is the last one, where it is not the usual. */
    readonly last?: string
    /** Whether the way to the end is left out: in how many pieces an answer comes is the network's. */
    readonly pieces?: true
  }

  const types = ['readystatechange', 'loadstart', 'progress', 'abort', 'error', 'load', 'timeout', 'loadend']
  const jsonHeader: Step = (xhr) => xhr.setRequestHeader('Content-Type', 'application/json; charset=latin1')
  const abort: Step = (xhr) => xhr.abort()
  const attempt = (see: (line: string) => void, attempts: Readonly<Record<string, () => unknown>>) => {
    for (const [name, act] of Object.entries(attempts)) {
      try {
        act()
        see(`${name} is fine`)
      } catch (error) {
        see(`${name} throws ${error}`)
      }
    }
  }
  const misuse: Step = (xhr, see) =>
    attempt(see, {
      send: () => xhr.send(),
      header: () => xhr.setRequestHeader('a', 'b'),
      credentials: () => {
        xhr.withCredentials = true
      },
      type: () => {
        xhr.responseType = 'json'
        xhr.responseType = ''
      },
      mime: () => xhr.overrideMimeType('text/plain'),
      timeout: () => {
        xhr.timeout = 60_000
      },
    })
  const form = () => {
    const data = new FormData()
    data.append('na"me', 'one\ntwo é')
    data.append('file', new File(['héllo'], 'notes.txt', { type: 'text/plain' }))
    return data
  }
  const parsed = (text: string, type: DOMParserSupportedType) => new DOMParser().parseFromString(text, type)

  const sendings: Record<string, Sending> = {
    json: { path: 'json', body: () => '{"a":1}', open: jsonHeader },
    'no body': { path: 'json', method: 'DELETE' },
    moved: { path: 'moved', body: () => 'x' },
    'fault 500': { path: 'fault' },
    'invalid 422': { path: 'invalid', type: 'json' },
    'not found': { path: 'nowhere' },
    long: { path: 'long', pieces: true },
    packed: { path: 'packed', pieces: true },
    refused: { path: 'refused' },
    'refused with body': { path: 'refused', body: () => 'x' },
    broken: { path: 'broken', pieces: true },
    'other mime': { path: 'text', open: (xhr) => xhr.overrideMimeType('text/plain; charset=koi8-r') },
    'mime of xml': { path: 'bad-json', open: (xhr) => xhr.overrideMimeType('application/xml') },
    'mime of a blob': { path: 'json', type: 'blob', open: (xhr) => xhr.overrideMimeType('Text/Other; a=b') },
    login: {
      path: 'echo',
      open: (xhr) => {
        xhr.setRequestHeader('X-Two', 'one')
        xhr.setRequestHeader('x-two', ' two ')
        xhr.setRequestHeader('Cookie', 'never=sent')
        xhr.withCredentials = true
      },
    },
    'aborted before it is sent': { path: 'json', body: () => 'x', open: abort },
    'aborted at its start': { path: 'json', body: () => 'x', on: { 'xhr loadstart 1': abort } },
    'aborted at the start of its upload': { path: 'json', body: () => 'x', on: { 'upload loadstart 1': abort } },
    'aborted when sent': { path: 'json', body: () => 'x', sent: abort },
    'aborted at 2': { path: 'json', body: () => 'x', on: { 'xhr readystatechange 2': abort } },
    'aborted at 3': { path: 'json', body: () => 'x', on: { 'xhr readystatechange 3': abort } },
    'aborted without body at 3': { path: 'json', on: { 'xhr progress 3': abort } },
    'aborted in progress': { path: 'json', body: () => 'x', on: { 'xhr progress 3': abort } },
    'aborted at 4': {
      path: 'json',
      body: () => 'x',
      on: { 'xhr readystatechange 4': abort },
      last: 'xhr readystatechange 4',
    },
    'aborted at load': { path: 'json', body: () => 'x', on: { 'xhr load 4': abort } },
    'aborted at loadend': { path: 'json', body: () => 'x', on: { 'xhr loadend 4': abort } },
    'timed out': {
      path: 'silent',
      open: (xhr) => {
        xhr.timeout = 1
      },
    },
    'misused when sent': { path: 'json', body: () => 'x', sent: misuse },
    'misused at 2': { path: 'json', body: () => 'x', on: { 'xhr readystatechange 2': misuse } },
    'misused at 3': { path: 'json', body: () => 'x', on: { 'xhr readystatechange 3': misuse } },
    'misused at the end': { path: 'json', body: () => 'x', on: { 'xhr loadend 4': misuse } },
    'opened anew at the end': {
      path: 'json',
      on: {
        'xhr loadend 4': (xhr, see) => {
          xhr.open('GET', '/assets/rows.js')
          see(`open: ${xhr.readyState} ${xhr.status} ${JSON.stringify(xhr.response)}`)
        },
      },
    },
    'opened anew when sent': {
      path: 'json',
      sent: (xhr) => xhr.open('GET', '/assets/rows.js'),
      last: 'xhr loadstart 1',
    },
    'opened wrongly at the end': {
      path: 'json',
      on: { 'xhr loadend 4': (xhr, see) => attempt(see, { open: () => xhr.open('GET', 'http://[') }) },
    },
  }
  for (const type of ['', 'text', 'json', 'blob', 'arraybuffer', 'document'] as const) {
    for (const path of [
      'json',
      'bad-json',
      'text',
      'marked',
      'html',
      'html-meta',
      'xml',
      'bad-xml',
      'xml-latin',
      'bytes',
    ]) {
      sendings[`${path} as ${type || 'default'}`] = { path, type }
    }
    for (const path of ['untyped', 'none', 'empty']) sendings[`${path} as ${type || 'default'}`] = { path, type }
  }
  const bodies: Readonly<Record<string, () => Document | XMLHttpRequestBodyInit | undefined>> = {
    nothing: () => undefined,
    string: () => 'é\ud800',
    'empty string': () => '',
    blob: () => new Blob(['b'], { type: 'X/Y' }),
    'blob without type': () => new Blob(['b']),
    buffer: () => new Uint8Array([0, 255]).buffer,
    view: () => new Uint8Array([1, 2, 3, 4]).subarray(1, 3),
    'data view': () => new DataView(new ArrayBuffer(3)),
    form,
    parameters: () => new URLSearchParams({ a: 'b c', d: 'é' }),
    xml: () => parsed('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>', 'application/xml'),
    html: () => parsed('<!doctype html><!--note--><p>é', 'text/html'),
    // What is none of them is sent as a string.
    object: () => ({ toString: () => 'an object' }) as unknown as string,
    stream: () => new ReadableStream() as unknown as string,
  }
  for (const [name, body] of Object.entries(bodies)) {
    sendings[`${name} sent`] = { path: 'echo', body, type: 'json' }
    sendings[`${name} sent with a type`] = {
      path: 'echo',
      body,
      type: 'json',
      open: (xhr) => xhr.setRequestHeader('Content-Type', 'text/x; charset=latin1;a=b'),
    }
  }

  const told = async (value: unknown): Promise<string> => {
    if (value instanceof ArrayBuffer) return `bytes ${[...new Uint8Array(value)].join(' ')}`
    if (value instanceof Blob) return `blob ${value.type} ${await told(await value.arrayBuffer())}`
    if (value instanceof Document) return `${value.contentType} ${new XMLSerializer().serializeToString(value)}`
    const text = JSON.stringify(value) ?? 'undefined'
    return text.length > 2_000 ? `${text.slice(0, 40)}… ${text.length}` : text
  }
  const read = async (xhr: XMLHttpRequest, name: keyof XMLHttpRequest): Promise<string> => {
    try {
      return await told(xhr[name])
    } catch (error) {
      return `${error}`
    }
  }
  const textNow = (xhr: XMLHttpRequest): string => {
    if (xhr.responseType !== '' && xhr.responseType !== 'text') return ''
    return xhr.responseText.length > 200 ? '…' : JSON.stringify(xhr.responseText)
  }

  async function see(name: string, sending: Sending): Promise<Seen> {
    const lines: string[] = []
    const add = (line: string) => lines.push(line)
    const xhr = new XMLHttpRequest()
    let end = () => {}
    const isQuiet = new Promise<void>((resolve) => {
      end = resolve
    })
    for (const [side, target] of [['xhr', xhr] as const, ['upload', xhr.upload] as const]) {
      for (const type of types) {
        target.addEventListener(type, (event) => {
          const key = `${side} ${type} ${xhr.readyState}`
          const progress = event instanceof ProgressEvent ? event : undefined
          const { lengthComputable, loaded, total } = progress ?? {}
          const amount = progress === undefined ? '' : `${lengthComputable} ${loaded}/${total}`
          const isPiece = sending.pieces && (type === 'progress' || /readystatechange [23]/.test(key))
          if (!isPiece) {
            add(`${key} ${event.constructor.name} ${amount} ${xhr.status} ${xhr.statusText} ${textNow(xhr)}`)
            if (event.target !== target || event.currentTarget !== target) add('another target')
          }
          sending.on?.[key]?.(xhr, add)
          // What else comes in the same turn is seen as well.
          if (key.startsWith(sending.last ?? 'xhr loadend')) setTimeout(end)
        })
      }
    }
    for (const type of ['load', 'loadend', 'error', 'abort', 'readystatechange'] as const) {
      xhr[`on${type}`] = () => {
        if (!sending.pieces || type !== 'readystatechange') add(`on${type}`)
      }
    }
    try {
      xhr.open(sending.method ?? 'POST', `${base}/${sending.path}?${new URLSearchParams({ name })}#part`)
      add(`opened ${xhr.readyState}`)
      if (sending.type !== undefined) xhr.responseType = sending.type
      sending.open?.(xhr, add)
      xhr.send(sending.body?.())
      add(`sent ${xhr.readyState}`)
      sending.sent?.(xhr, add)
    } catch (error) {
      add(`threw ${error}`)
    }
    await isQuiet
    for (const property of [
      'readyState',
      'status',
      'statusText',
      'responseURL',
      'response',
      'responseText',
      'responseXML',
    ] as const) {
      add(`${property}: ${await read(xhr, property)}`)
    }
    // JSON is parsed anew each time by Chromium; the standard and everybody else give the same object.
    const { response } = xhr
    if (xhr.responseType !== 'json' && xhr.response !== response) add('another object each time')
    add(`headers: ${xhr.getAllResponseHeaders().replace(/date: .*\r\n/, '')}`)
    add(`one header: ${xhr.getResponseHeader('X-TOTAL')} ${xhr.getResponseHeader('none')}`)
    return lines.map((line) => line.replaceAll(base, '/base'))
  }

  const seen: Record<string, Seen> = {}
  const waiting = Object.entries(sendings).filter(([name]) => only === undefined || only.includes(name))
  const seeOneByOne = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) seen[next[0]] = await see(...next)
  }
  await Promise.all([1, 2, 3, 4, 5, 6].map(seeOneByOne))
  return seen
}
