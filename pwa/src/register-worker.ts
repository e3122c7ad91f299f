import { trustedTypesPolicy } from '@countersign/shared/app'

let registered: Promise<ServiceWorkerRegistration | undefined> = Promise.resolve(undefined)

/** Registers the service worker. Without it the app works, and gets no push. */
export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  registered = navigator.serviceWorker.register(workerUrl(), { scope: '/' })
  await registered
}

const patience = 10_000

/** Waits until the service worker, where there is one, answers for the app's pages; not for ever. */
export async function workerReady(): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, patience))
  // Whoever registered it hears why it failed.
  const ready = registered.then(
    (registration) => (registration === undefined ? undefined : navigator.serviceWorker.ready),
    () => undefined,
  )
  await Promise.race([ready, late])
}

type TrustedTypes = {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ) => { readonly createScriptURL: (url: string) => unknown }
}

/** The one place where a string becomes a script: Trusted Types (where the browser has them) let only a policy do it. */
function workerUrl(): string {
  const { trustedTypes }: { readonly trustedTypes?: TrustedTypes } = window as object
  if (trustedTypes === undefined) return '/sw.js'
  const policy = trustedTypes.createPolicy(trustedTypesPolicy, { createScriptURL: () => '/sw.js' })
  // A TrustedScriptURL is taken wherever a script's address is; the DOM's types say string.
  return policy.createScriptURL('/sw.js') as string
}
