import { execFile } from 'node:child_process'
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { idOfKey } from '../../../extension/build/extension-id.ts'

/** A key that extensions are packed with. Its public half fixes the extension's id. */
export type ExtensionKey = { readonly pem: string; readonly publicKey: string; readonly id: string }

export function makeExtensionKey(): ExtensionKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const publicKey = createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'der' }).toString('base64')
  return { pem, publicKey, id: idOfKey(publicKey) }
}

/** Packs an unpacked extension as its owner would, under this key. */
export async function packExtension(executablePath: string, directory: string, key: ExtensionKey): Promise<Buffer> {
  const manifestFile = join(directory, 'manifest.json')
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8'))
  await writeFile(manifestFile, JSON.stringify({ ...manifest, key: key.publicKey }))
  const keyFile = `${directory}.pem`
  await writeFile(keyFile, key.pem, { mode: 0o600 })
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const pack = [`--pack-extension=${directory}`, `--pack-extension-key=${keyFile}`]
  await promisify(execFile)(executablePath, ['--headless', `--user-data-dir=${directory}.pack`, ...root, ...pack])
  await rm(`${directory}.pack`, { recursive: true, force: true })
  return readFile(`${directory}.crx`)
}
