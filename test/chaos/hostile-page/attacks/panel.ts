import type { Family } from '../attack.ts'

/** The panel itself. It releases nothing, but a person must not be made to believe that nothing is held. */
export const panel: Family = {
  heading: 'The panel',
  attacks: [
    {
      name: 'the panel taken away',
      says: 'Its element is removed, hidden, moved, restyled, covered or cloned as soon as it is there, while requests wait.',
      attempts: [2, 4],
      run: ({ every, random, aim }) =>
        every(async () => {
          const { url, init } = aim({ approve: random.chance(0.3) })
          const style = document.createElement('style')
          style.textContent = '* { all: unset !important; display: none !important }'
          const cover = document.createElement('dialog')
          document.body.append(cover)
          const act = random.pick<(host: Element) => void>([
            (host) => host.remove(),
            (host) => host.setAttribute('style', 'display: none !important; transform: translateX(-9999px)'),
            () => document.head.append(style),
            (host) => frames[0]?.document.body?.append(host),
            (host) => (host as HTMLElement).hidePopover(),
            (host) => host.replaceWith(host.cloneNode(true)),
            () => cover.showModal(),
            (host) => host.attachShadow({ mode: 'open' }),
            () => document.documentElement.replaceChildren(document.head, document.body),
          ])
          const known = new Set<Node>()
          const watcher = new MutationObserver((records) => {
            for (const { addedNodes } of records) {
              for (const node of addedNodes) {
                if (!(node instanceof Element) || !node.hasAttribute('popover') || known.has(node)) continue
                known.add(node)
                // What it puts in itself it leaves alone.
                watcher.disconnect()
                try {
                  act(node)
                } catch {
                  // It did not work.
                }
                watcher.observe(document.documentElement, { childList: true })
              }
            }
          })
          watcher.observe(document.documentElement, { childList: true })
          await fetch(url, init).catch(() => {})
          watcher.disconnect()
          style.remove()
          cover.remove()
        }),
    },
    {
      name: 'clicks on the panel',
      says: 'Made-up clicks and keys all over it, on whatever its buttons may be.',
      attempts: [2, 4],
      leaves: true,
      run: ({ every, aim, soon }) =>
        every(async () => {
          const { url, init } = aim()
          const sent = fetch(url, init).catch(() => {})
          await soon(fetch('/hostile/ok'))
          for (let x = innerWidth - 400; x < innerWidth; x += 40) {
            for (let y = 0; y < innerHeight; y += 60) {
              const at = document.elementFromPoint(x, y)
              const where = { bubbles: true, composed: true, clientX: x, clientY: y }
              for (const type of ['pointerdown', 'mousedown', 'mouseup', 'click'])
                at?.dispatchEvent(new MouseEvent(type, where))
            }
          }
          for (const host of document.querySelectorAll('[popover]')) {
            ;(host as HTMLElement).click()
            host.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }))
          }
          await sent
        }),
    },
  ],
}
