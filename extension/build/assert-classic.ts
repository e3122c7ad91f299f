import { readFile } from 'node:fs/promises'
import { Script } from 'node:vm'

/**
 * That a built file is one classic script: it parses as such, imports nothing, and leaves no name behind in the page.
 *
 * @throws {Error} naming the file
 */
export async function assertClassic(file: string): Promise<void> {
  const source = await readFile(file, 'utf8')
  try {
    new Script(source, { filename: file })
  } catch (cause) {
    throw new Error(`${file} is not a classic script.`, { cause })
  }
  if (/\bimport\s*\(/.test(source)) throw new Error(`${file} loads something when it runs; it would be too late.`)
  if (!/^\(?(?:function|\(\)\s*=>|!)/.test(source.trim())) throw new Error(`${file} leaves names in the page.`)
}
