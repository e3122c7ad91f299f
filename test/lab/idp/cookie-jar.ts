/** The cookies of one scripted browser; by name alone, which suffices for one provider. */
export class CookieJar {
  readonly #values = new Map<string, { readonly value: string; readonly path: string }>()

  /** The `Cookie` header for a URL. */
  header(url: URL): string {
    return [...this.#values]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ')
  }

  /** Takes over what a response sets. */
  store(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ')
      const name = pair.slice(0, pair.indexOf('='))
      const value = pair.slice(name.length + 1)
      const path = attributes.find((attribute) => attribute.startsWith('path='))?.slice('path='.length) ?? '/'
      if (value === '') this.#values.delete(name)
      else this.#values.set(name, { value, path })
    }
  }
}
