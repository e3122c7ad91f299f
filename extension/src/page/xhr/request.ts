import { contentTypeFor, type Extracted } from '../body.ts'
import { headersOf, makeRequest } from '../capture.ts'
import { getter } from '../kept.ts'
import { basicAuthorization } from './authorization.ts'
import type { Held } from './held.ts'

const withCredentialsOf = getter(XMLHttpRequest.prototype, 'withCredentials')

/** The request as the browser would send it for this object. */
export function requestOf(xhr: XMLHttpRequest, held: Held, body: Extracted): Request {
  const { method, url, headers, login } = held
  const withCredentials = withCredentialsOf(xhr)
  const type = contentTypeFor(body, headers.get('content-type'))
  if (type !== undefined) headers.set('content-type', type)
  if (login !== undefined && (login.isSameOrigin || withCredentials) && headers.get('authorization') === null) {
    headers.set('authorization', basicAuthorization(login))
  }
  const credentials = withCredentials ? 'include' : 'same-origin'
  return makeRequest(url, { method, headers: headersOf(headers), body: body.data, mode: 'cors', credentials })
}
