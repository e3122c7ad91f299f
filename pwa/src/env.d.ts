interface ImportMetaEnv {
  /** The policy's public key (JWK as JSON) that this build trusts. */
  readonly VITE_POLICY_KEY?: string
}

/** The files of this build, and its name: put into the service worker by service-worker.ts. */
declare const __FILES__: readonly string[]
declare const __BUILD__: string
