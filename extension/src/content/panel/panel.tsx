import piecesCss from '@countersign/shared/ui/pieces.css?inline'
import tokensCss from '@countersign/shared/ui/tokens.css?inline'
import { render } from 'preact'
import type { Notice, PanelView } from '../../panel-view.ts'
import { Card } from './card.tsx'
import { NoticeLine } from './notice.tsx'
import panelCss from './panel.css?inline'

export type PanelActions = {
  readonly cancel: (key: string) => void
  readonly reason: (key: string, reason: string) => void
  readonly close: (key: string) => void
  readonly emergency: (key: string) => void
  readonly signIn: (issuer: string) => void
}

export type Panel = {
  readonly show: (key: string, view: PanelView) => void
  readonly remove: (key: string) => void
  /** A line under the cards, for as long as there are any. */
  readonly notice: (notice: Notice | undefined) => void
  /** Once the page has lost all of its elements, and this one with them. */
  readonly drawAgain: () => void
}

/**
 * The panel in the console: a closed shadow root in the browser's top layer, above whatever the page shows, out of
 * reach of its styles and scripts. One card for each held request.
 */
export function makePanel(actions: PanelActions): Panel {
  const views = new Map<string, PanelView>()
  let root: ShadowRoot | undefined
  let host: HTMLElement | undefined
  let notice: Notice | undefined

  function draw(): void {
    if (views.size === 0) {
      host?.remove()
      return
    }
    host ??= document.createElement('div')
    root ??= attach(host)
    const place = [...document.querySelectorAll(':modal')].at(-1) ?? document.documentElement
    // Whatever lies outside a modal dialog cannot be clicked while it is open.
    if (host.parentNode !== place) place.append(host)
    if (!host.matches(':popover-open')) host.showPopover()
    const cards = [...views].map(([key, view]) => (
      <Card
        key={key}
        view={view}
        nothing="Nothing was sent."
        cancel={() => actions.cancel(key)}
        giveReason={(reason) => actions.reason(key, reason)}
        signIn={actions.signIn}
        close={() => actions.close(key)}
        emergency={() => actions.emergency(key)}
      />
    ))
    const line = notice === undefined ? null : <NoticeLine notice={notice} signIn={actions.signIn} />
    const section = (
      <section class="cards" aria-label="Countersign">
        {cards}
        {line}
      </section>
    )
    render(section, root)
  }

  return {
    show: (key, view) => {
      views.set(key, view)
      draw()
    },
    remove: (key) => {
      views.delete(key)
      draw()
    },
    notice: (said) => {
      notice = said
      draw()
    },
    drawAgain: () => {
      // Where the page was written anew, its buttons hear no click any more.
      host?.remove()
      host = undefined
      root = undefined
      draw()
    },
  }
}

function attach(host: HTMLElement): ShadowRoot {
  host.popover = 'manual'
  const root = host.attachShadow({ mode: 'closed' })
  // Constructed sheets are not the page's inline styles: its content security policy has no say in them.
  root.adoptedStyleSheets = [tokensCss, piecesCss, panelCss].map((css) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    return sheet
  })
  return root
}
