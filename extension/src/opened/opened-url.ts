/** Where the page lies in the extension. */
const path = 'src/opened/opened.html'

/** The address of the page that offers to ask for a URL, below the extension's own. */
export function openedPage(url: string): string {
  return `${path}#${encodeURIComponent(url)}`
}

/** The URL that was opened; undefined for what is no web address. */
export function openedUrl(hash: string): string | undefined {
  try {
    const url = decodeURIComponent(hash.slice(1))
    return /^https?:\/\//.test(url) && URL.canParse(url) ? url : undefined
  } catch {
    return undefined
  }
}
