/** What a browser says about itself that is of use for a label. */
export type Agent = { readonly userAgent: string; readonly brands: readonly string[] }

/** A label by which its owner knows a device again: `Chrome on Android`. */
export function labelOf({ userAgent, brands }: Agent): string {
  return `${browserOf(userAgent, brands)} on ${systemOf(userAgent)}`
}

/** This browser's own words. */
export function thisAgent(): Agent {
  const { userAgentData }: { userAgentData?: { brands?: readonly { brand: string }[] } } = navigator as object
  return { userAgent: navigator.userAgent, brands: (userAgentData?.brands ?? []).map(({ brand }) => brand) }
}

function browserOf(userAgent: string, brands: readonly string[]): string {
  if (/\bEdg/.test(userAgent)) return 'Edge'
  if (/Firefox|FxiOS/.test(userAgent)) return 'Firefox'
  if (/SamsungBrowser/.test(userAgent)) return 'Samsung Internet'
  if (brands.length > 0 && !brands.includes('Google Chrome')) return 'Chromium'
  if (/Chrome|CriOS/.test(userAgent)) return 'Chrome'
  return /Safari/.test(userAgent) ? 'Safari' : 'Browser'
}

const systems = [
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Macintosh/, 'Mac'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
] as const

function systemOf(userAgent: string): string {
  return systems.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'this device'
}
