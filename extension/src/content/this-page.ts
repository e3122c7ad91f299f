/** What a page says of itself; its title is no longer than a request takes. */
export function thisPage(): { readonly title: string; readonly origin: string } {
  return { title: document.title.slice(0, 300).toWellFormed(), origin: window.origin }
}
