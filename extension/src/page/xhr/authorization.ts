import { encode, latinOf } from '../bytes.ts'
import { getter } from '../kept.ts'

const { URL, btoa, decodeURIComponent: decode } = window
const { origin } = window
const usernameOf = getter(URL.prototype, 'username')
const passwordOf = getter(URL.prototype, 'password')
const originOf = getter(URL.prototype, 'origin')
const baseOf = getter(Node.prototype, 'baseURI')

/** Name and password that `open()` was given, or its URL has; undefined without. */
export type Login = { readonly name: string; readonly password: string; readonly isSameOrigin: boolean }

/** @param url that the native `open()` will take or has taken */
export function loginOf(url: string, name: unknown, password: unknown): Login | undefined {
  const parsed = new URL(url, baseOf(document))
  const isSameOrigin = originOf(parsed) === origin
  if (name !== undefined && name !== null) return { name: `${name}`, password: `${password ?? ''}`, isSameOrigin }
  const own = usernameOf(parsed)
  if (own === '') return undefined
  return { name: decoded(own), password: decoded(passwordOf(parsed)), isSameOrigin }
}

/** The header that the browser would send for it when the server asks (RFC 7617). */
export function basicAuthorization({ name, password }: Login): string {
  return `Basic ${btoa(latinOf(encode(`${name}:${password}`)))}`
}

function decoded(text: string): string {
  try {
    return decode(text)
  } catch {
    // A percent sign that encodes nothing stands for itself.
    return text
  }
}
