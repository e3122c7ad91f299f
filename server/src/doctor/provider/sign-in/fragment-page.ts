import { createHash } from 'node:crypto'

/**
 * What stands behind the `#` of an answer no server gets to see: this page sends it back to where it came from, to the
 * listener, and takes it out of the address first.
 */
const script = `
const said = document.getElementById('said')
const answer = location.hash.slice(1)
history.replaceState(null, '', location.pathname)
fetch(location.pathname, { method: 'POST', body: new URLSearchParams(answer) })
  .then((response) => response.text())
  .then((words) => { said.textContent = words }, () => { said.textContent = 'The doctor is not there any more.' })
`

export const fragmentPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Countersign doctor</title>
<p id="said" role="status">One moment…</p>
<noscript>The answer stands in this page’s address, and only a script can read it: allow scripts and sign in again.</noscript>
<script>${script}</script>
</html>
`

/** Nothing else runs there, and nothing goes elsewhere. */
export const fragmentPolicy = [
  "default-src 'none'",
  `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
