/** The ways by which what a rule protects can be held, and by which it can only be blocked. */
export type HeldPath = 'script' | 'sync' | 'form' | 'link' | 'navigation'
export type BlockedPath =
  | 'worker'
  | 'background-worker'
  | 'frame'
  | 'element'
  | 'ping'
  | 'prefetch'
  | 'navigation'
  | 'socket'
  | 'head'
  | 'other'
export type Path = HeldPath | BlockedPath

/** Why what came by such a way is blocked and not asked for. */
export const blockedWords: Readonly<Record<BlockedPath, string>> = {
  worker:
    'Sent by a worker or an event stream of this page, or while the page went away: it can’t be held, so nobody was asked.',
  'background-worker': 'Sent by a shared or service worker of this site: it can’t be held, so nobody was asked.',
  frame: 'Sent by a frame in which Countersign does not run: it can’t be held, so nobody was asked. Reload the page.',
  element: 'Loaded as a picture, script, style or media: it can’t be held, so nobody was asked.',
  ping: 'Sent as a ping of a link: nobody waits for its answer, so it can’t be held and nobody was asked.',
  prefetch: 'The browser wanted to load it ahead: it can’t be held, so nobody was asked.',
  navigation: 'Opened in a frame, in a way that can’t be held, so nobody was asked.',
  socket: 'Opened as a WebSocket: it can’t be held, so nobody was asked.',
  head: 'It asks for the head of the answer alone, and servers do for that what they do for the whole: it can’t be held, so nobody was asked.',
  other: 'Sent by the browser in a way that can’t be held, so nobody was asked.',
}

/** Why it is not known whether what was blocked is protected at all. */
export type Alike = 'unseen' | 'spelling'

export const alikeWords: Readonly<Record<Alike, string>> = {
  unseen: 'Some of what is sent to this address is protected, and what this one says could not be looked into.',
  spelling: 'Its address is written in a way that some servers take for a protected one.',
}
