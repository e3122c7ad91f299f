import type { PanelView } from '../../panel-view.ts'

/**
 * How a hold ended: what the panel says; that the page sends it itself, since nothing stands in its way; or that it was
 * let through without anybody being asked.
 */
export type Ended =
  /** `record`: what is left to be told to the relay, once the page and the person have heard. */
  | { readonly kind: 'view'; readonly view: PanelView; readonly record: () => Promise<void> }
  | { readonly kind: 'pass' }
  | { readonly kind: 'through' }

export function view(shown: PanelView, record: () => Promise<void> = nothing): Ended {
  return { kind: 'view', view: shown, record }
}

async function nothing(): Promise<void> {}
