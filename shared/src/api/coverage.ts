import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false } as const
const count = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })

/** What one browser saw of protected requests that came by one way: how often, and when last. No address, no content. */
export const PathCount = Type.Object(
  {
    path: Type.String({ pattern: '^[a-z-]{1,30}$', description: 'The way, as the extension names it.' }),
    held: count,
    released: count,
    blocked: count,
    passed: Type.Integer({ ...count, description: 'Looked into, and protected by no rule.' }),
    relaxed: Type.Integer({ ...count, description: 'The same, where the network would have let it through anyhow.' }),
    last: Type.Integer({ minimum: 0 }),
  },
  closed,
)

/** What one browser has seen of one console. */
export const ConsoleCoverage = Type.Object(
  {
    console: Type.String({ minLength: 1, maxLength: 60 }),
    relaxed_rules: Type.Array(Type.String({ maxLength: 63 }), { maxItems: 200 }),
    paths: Type.Array(PathCount, { maxItems: 30 }),
  },
  closed,
)

/** The latest of one browser. */
export const CoverageReport = Type.Object(
  {
    browser: Type.String({ maxLength: 100 }),
    limits: Type.Array(Type.String({ pattern: '^[a-z-]{1,40}$' }), {
      maxItems: 20,
      description: 'What this browser does not do.',
    }),
    consoles: Type.Array(ConsoleCoverage, { maxItems: 100 }),
  },
  closed,
)

export type PathCount = Static<typeof PathCount>
export type ConsoleCoverage = Static<typeof ConsoleCoverage>
export type CoverageReport = Static<typeof CoverageReport>

/** What each way is called. */
export const pathNames = {
  script: 'Script of the page (fetch, XMLHttpRequest, beacon)',
  sync: 'Synchronous XMLHttpRequest',
  form: 'Form',
  link: 'Link',
  worker: 'Worker or event stream of the page',
  'background-worker': 'Shared or service worker',
  frame: 'Frame without Countersign',
  element: 'Picture, script, style or media of a page',
  ping: 'Ping of a link, or a message of a page that went away',
  prefetch: 'Page loaded ahead',
  navigation: 'Address bar, bookmark or redirect',
  socket: 'WebSocket',
  head: 'HEAD request',
  other: 'Something else of the browser',
} as const satisfies Readonly<Record<string, string>>

/** What a browser does not do. All but the first are of a second look at a released request, as it leaves. */
export const browserLimits = {
  'no-private-windows':
    'This extension may not run in private windows: what is sent there is neither held nor blocked.',
  'cannot-stop':
    'Other content than what was approved is seen only when it has left: this extension was not installed by an administrator.',
  'no-body-of-some': 'The browser shows no body of PATCH and DELETE, nor of files that are sent as they are.',
  'no-files-of-forms': 'The browser shows a form’s fields and the names of its files, not what the files contain.',
  'no-streams-of-workers': 'The browser shows nothing of a url-encoded body that a service worker hands on.',
} as const satisfies Readonly<Record<string, string>>

export type BrowserLimit = keyof typeof browserLimits
