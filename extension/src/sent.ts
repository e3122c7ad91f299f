/** How the sending of a released request went, seen by the one who sent it. */
export type Sent =
  | { readonly kind: 'answered'; readonly status: number; readonly ms: number }
  | { readonly kind: 'failed'; readonly ms: number }
