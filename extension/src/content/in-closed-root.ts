/**
 * Puts an element into the page for as long as something is done with it: in a closed shadow root, where the page cannot
 * reach it and sees nothing but an empty host.
 */
export function inClosedRoot<Kept extends HTMLElement>(element: Kept, act: (element: Kept) => void): void {
  const host = document.createElement('div')
  host.attachShadow({ mode: 'closed' }).append(element)
  document.documentElement.append(host)
  act(element)
  host.remove()
}
