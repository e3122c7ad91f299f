import { oldestChromium } from './manifest.ts'

type Update = {
  readonly id: string
  readonly version: string
  /** Where browsers ask for it. */
  readonly updateUrl: string
  /** The package's name; it is served beside. */
  readonly crx: string
}

/** What browsers are answered at the update URL: which version there is, and where. */
export function updateManifest({ id, version, updateUrl, crx }: Update): string {
  const codebase = new URL(encodeURIComponent(crx), updateUrl).href
  return `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${id}">
    <updatecheck codebase="${escaped(codebase)}" version="${version}" prodversionmin="${oldestChromium}"/>
  </app>
</gupdate>
`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
