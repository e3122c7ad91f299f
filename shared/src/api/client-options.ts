/** What the client needs from its surroundings; it opens no connection and keeps no key of its own. */
export type ClientOptions = {
  /** Origin of the relay, without a trailing slash. */
  readonly relay: string
  readonly fetch: typeof fetch
  /** The relay session's token, undefined before sign-in. */
  readonly session: () => Promise<string | undefined>
  /**
   * The relay takes this token no more. Where somebody can be told so, the call is made once more, in the session that
   * there is then.
   */
  readonly sessionOver?: (token: string) => Promise<void>
  /** Makes a DPoP proof (RFC 9449 §4.2) with the device's key. */
  readonly prove: (call: ProofOf) => Promise<string>
}

export type ProofOf = {
  readonly method: string
  readonly url: string
  readonly nonce: string | undefined
  readonly token: string | undefined
}
