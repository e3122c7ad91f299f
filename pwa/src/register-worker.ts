import { trustedTypesPolicy } from '@countersign/shared/app'

/** Registers the service worker. Without it the app works, and gets no push. */
export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  await navigator.serviceWorker.register(workerUrl(), { scope: '/' })
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
