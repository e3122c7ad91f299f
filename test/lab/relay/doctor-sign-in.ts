import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { runInNewContext } from 'node:vm'
import { walk } from '../idp/browserless.ts'
import { program, type Ran } from './command-line.ts'

export type Examination = { readonly issuer: string; readonly policyFile: string; readonly port: number }

/** Who signs in where the doctor asks for somebody, or nobody who does. */
export type Patient = { readonly username: string; readonly passkey?: boolean } | 'goes back'

/** Runs `countersign doctor ISSUER --sign-in PORT`; the person at the provider is a script. */
export async function examineBySignIn({ issuer, policyFile, port }: Examination, patient: Patient): Promise<Ran> {
  const args = ['--import', 'tsx', program, 'doctor', issuer, '--policy', policyFile, '--sign-in', String(port)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (printed.stdout += chunk))
  const told = new Promise<string>((resolve) => {
    child.stderr.on('data', (chunk) => {
      printed.stderr += chunk
      const address = /^http\S+\?\S*state=\S+$/m.exec(printed.stderr)?.[0]
      if (address !== undefined) resolve(address)
    })
  })
  const ended = once(child, 'close')
  await signIn(new URL(await told), `http://127.0.0.1:${port}/callback`, patient)
  const [code] = await ended
  return { code, ...printed }
}

async function signIn(address: URL, redirectUri: string, patient: Patient): Promise<void> {
  if (patient !== 'goes back') {
    return open(await walk(address, { redirectUri, ...patient }))
  }
  const answer = new URLSearchParams({ error: 'access_denied', state: address.searchParams.get('state') ?? '' })
  const isDirect = address.searchParams.get('response_type') === 'id_token'
  await open(new URL(`${redirectUri}${isDirect ? '#' : '?'}${answer}`))
}

/** As a browser does: a page's script is run where the page's own policy lets it. */
async function open(address: URL): Promise<void> {
  const page = await fetch(address)
  const script = /<script>([\s\S]*)<\/script>/.exec(await page.text())?.[1]
  if (script === undefined) return
  const hash = createHash('sha256').update(script).digest('base64')
  if (!page.headers.get('content-security-policy')?.includes(`script-src 'sha256-${hash}'`)) return
  let tell = (_: string): void => {}
  const told = new Promise<string>((resolve) => {
    tell = resolve
  })
  const { hash: fragment, pathname } = address
  const shown = { path: address.href }
  runInNewContext(script, {
    document: { getElementById: () => Object.defineProperty({}, 'textContent', { set: tell }) },
    location: { hash: fragment, pathname },
    history: {
      replaceState: (_: unknown, __: string, path: string) => {
        shown.path = path
      },
    },
    URLSearchParams,
    fetch: (path: string, init: RequestInit) => {
      if (shown.path !== pathname) throw new Error('The answer still stands in the address.')
      return fetch(new URL(path, address), init)
    },
  })
  await told
}
