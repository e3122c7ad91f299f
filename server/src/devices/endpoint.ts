/** Push services of the browsers; an endpoint elsewhere could make the relay call into its own network. */
const hosts = [
  'fcm.googleapis.com',
  'jmt17.google.com',
  'android.googleapis.com',
  'updates.push.services.mozilla.com',
  'web.push.apple.com',
]
const suffixes = ['.push.services.mozilla.com', '.push.apple.com', '.notify.windows.com']

/** Whether the relay may send to a push endpoint. */
export function isKnownPushService(endpoint: string, further: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false
  const { protocol, hostname, port, username, password } = new URL(endpoint)
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false
  return [...hosts, ...further].includes(hostname) || suffixes.some((suffix) => hostname.endsWith(suffix))
}
