/**
 * Whether a form that is sent there goes through a service worker of the page: it would see the form with its mark,
 * and could send another one in its place.
 */
export async function isUnderWorker(url: string): Promise<boolean> {
  // Another origin's workers are not told of, nor any to a blob: page; the network rules let none of them through.
  if (!('serviceWorker' in navigator) || new URL(url).origin !== window.origin) return false
  const registration = await navigator.serviceWorker.getRegistration(url).catch(() => undefined)
  return registration?.active != null
}
