import browser from 'webextension-polyfill'

type Description = { readonly device: string; readonly browserName: string }

/** What this browser says of itself. */
export function describeBrowser(): Promise<Description> {
  description ??= loadDescription()
  return description
}

let description: Promise<Description> | undefined

async function loadDescription(): Promise<Description> {
  const { os } = await browser.runtime.getPlatformInfo()
  const names: Readonly<Record<string, string>> = { mac: 'macOS', win: 'Windows', linux: 'Linux', cros: 'ChromeOS' }
  const version = /(Edg|Chrome|Firefox)\/(\d+)/.exec(navigator.userAgent)
  return { device: names[os] ?? os, browserName: version === null ? 'Browser' : `${version[1]} ${version[2]}` }
}
