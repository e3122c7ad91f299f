import { appPages, requestPages, type WorkerBuild } from '@countersign/shared/app'
import { shownCache, shownKey } from './push/shown.ts'

// DOM's types describe windows; a service worker's global is another one.
const worker = self as unknown as ServiceWorker

/** Written before this script by the organisation's build. */
declare const countersignBuild: WorkerBuild
const { name: buildName, relay, files } = countersignBuild

/** The part of a service worker's global that this one uses (the types of DOM and WebWorker exclude one another). */
type ServiceWorker = {
  readonly location: Location
  readonly registration: ServiceWorkerRegistration
  readonly clients: {
    readonly matchAll: (options: { type: 'window'; includeUncontrolled: boolean }) => Promise<readonly Window[]>
    readonly openWindow: (url: string) => Promise<unknown>
    readonly claim: () => Promise<void>
  }
  readonly addEventListener: <Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void) => void
}
type Window = {
  readonly url: string
  readonly focus: () => Promise<Window>
  readonly postMessage: (message: unknown) => void
}
type Extendable = { readonly waitUntil: (work: Promise<unknown>) => void }
type Events = {
  readonly install: Extendable
  readonly activate: Extendable
  readonly fetch: { readonly request: Request; readonly respondWith: (response: Promise<Response>) => void }
  readonly push: Extendable & { readonly data: { readonly json: () => unknown } | null }
  readonly notificationclick: Extendable & { readonly notification: Notification }
  readonly pushsubscriptionchange: Extendable & {
    readonly oldSubscription?: PushSubscription | null
    readonly newSubscription?: PushSubscription | null
  }
}

const filesCache = `countersign-files-${buildName}`

/** All files as they were built, or no new worker: one that a host changed does not get into this phone's copy. */
worker.addEventListener('install', (event) => {
  const wanted = Object.entries(files).map(([path, integrity]) => new Request(path, { integrity, cache: 'reload' }))
  event.waitUntil(caches.open(filesCache).then((cache) => cache.addAll(wanted)))
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([forgetOldFiles(), worker.clients.claim()]))
})

async function forgetOldFiles(): Promise<void> {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith('countersign-files-') && name !== filesCache)
  await Promise.all(old.map((name) => caches.delete(name)))
}

/** The app's own files and pages; whatever belongs to the relay's API goes past this worker. */
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return
  if (request.mode === 'navigate' && isPage(url.pathname)) event.respondWith(page(request, url))
  else if (Object.hasOwn(files, url.pathname)) event.respondWith(file(request))
})

function isPage(path: string): boolean {
  return appPages.some((page) => page === path) || (path.startsWith(requestPages) && !path.slice(3).includes('/'))
}

/** The newest page where there is a network. A callback is answered from here: its code goes to no server. */
async function page(request: Request, { pathname }: URL): Promise<Response> {
  const shell = await caches.match('/', { cacheName: filesCache })
  if (pathname === '/callback') return shell ?? fetch('/')
  if (shell === undefined) return fetch(request)
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(2_500) })
    return response.ok ? response : shell
  } catch {
    return shell
  }
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: filesCache })) ?? fetch(request)
}

/** Every push shows a notification, whatever is in it: browsers take the right to push from those that stay silent. */
worker.addEventListener('push', (event) => {
  event.waitUntil(show(readMessage(event.data)))
})

type Message = {
  readonly title: string
  readonly body: string
  readonly tag: string
  readonly request: string | undefined
  readonly delivery: string | undefined
}

async function show({ title, body, tag, request, delivery }: Message): Promise<void> {
  await worker.registration.showNotification(title, {
    body,
    tag,
    icon: '/icon-192.png',
    badge: '/icon-192.png',
    data: { request },
    requireInteraction: request !== undefined,
    // What replaces an older message about the same request is news: that it went without approval.
    renotify: request !== undefined,
    ...(request === undefined ? {} : { actions: [{ action: 'review', title: 'Review' }] }),
  } as NotificationOptions) // `actions` and `renotify` are not in DOM's types.
  const at = Date.now()
  await Promise.all([noteShown(request, at), acknowledge(delivery)])
}

async function noteShown(request: string | undefined, at: number): Promise<void> {
  if (request === undefined) return
  const cache = await caches.open(shownCache)
  await cache.put(shownKey(request), new Response(String(at)))
}

/** The random id of the delivery is the permission. Without a connection the relay simply does not hear of it. */
async function acknowledge(delivery: string | undefined): Promise<void> {
  if (delivery === undefined) return
  const url = `${relay}/v1/deliveries/${encodeURIComponent(delivery)}/shown`
  await fetch(url, { method: 'POST', credentials: 'omit' }).catch(() => undefined)
}

/** Declarative Web Push (`{ web_push: 8030, notification }`), which this browser leaves to the worker. */
function readMessage(data: Events['push']['data']): Message {
  const { notification } = asObject(parse(data))
  const { title, body, tag, data: extra } = asObject(notification)
  const { request, delivery } = asObject(extra)
  return {
    title: text(title) ?? 'Something waits for you',
    body: text(body) ?? 'Open Countersign to see it.',
    tag: text(tag) ?? 'countersign',
    request: text(request),
    delivery: text(delivery),
  }
}

function parse(data: Events['push']['data']): unknown {
  try {
    return data?.json()
  } catch {
    return undefined
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  // An object's members are unknown until they are looked at.
  return value !== null && typeof value === 'object' ? (value as Readonly<Record<string, unknown>>) : {}
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { request } = asObject(event.notification.data)
  event.waitUntil(open(typeof request === 'string' ? `/r/${encodeURIComponent(request)}` : '/'))
})

/** A window that is open already is shown and told where to go; it may be in the middle of a sign-in otherwise. */
async function open(path: string): Promise<void> {
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const app = windows.find(({ url }) => new URL(url).origin === worker.location.origin)
  if (app === undefined) {
    await worker.clients.openWindow(path)
    return
  }
  await app.focus()
  app.postMessage({ go: path })
}

/** A renewed subscription is registered when the app is opened next: only it has a session. */
worker.addEventListener('pushsubscriptionchange', (event) => {
  const { oldSubscription, newSubscription } = event
  const key = oldSubscription?.options.applicationServerKey
  if (newSubscription || !key) return
  event.waitUntil(worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }))
})
