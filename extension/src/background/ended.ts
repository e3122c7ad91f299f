import type { PanelView } from '../panel-view.ts'

/**
 * How a hold ended: what the panel says; that the page sends it itself, since nothing stands in its way; or that it was
 * let through without anybody being asked.
 */
export type Ended =
  | { readonly kind: 'view'; readonly view: PanelView }
  | { readonly kind: 'pass' }
  | { readonly kind: 'through' }

export function view(shown: PanelView): Ended {
  return { kind: 'view', view: shown }
}
