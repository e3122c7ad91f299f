import { spawn } from 'node:child_process'
import { once } from 'node:events'
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
      const address = /^http\S+\?\S*code_challenge=\S+$/m.exec(printed.stderr)?.[0]
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
    await fetch(await walk(address, { redirectUri, ...patient }))
    return
  }
  const state = address.searchParams.get('state') ?? ''
  await fetch(`${redirectUri}?${new URLSearchParams({ error: 'access_denied', state })}`)
}
