/** An address as servers get it. */
export function withoutFragment(url: string): string {
  const [address = url] = url.split('#')
  return address
}
