import { createPrivateKey } from 'node:crypto'
import { CommandError } from './command-error.ts'
import { readText } from './files.ts'

/**
 * That a file holds a key that browsers take packages of.
 *
 * @throws {CommandError} 2
 */
export async function checkSigningKey(file: string): Promise<void> {
  const pem = await readText(file)
  const { asymmetricKeyType, asymmetricKeyDetails } = parse(file, pem)
  if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < 2048) {
    throw new CommandError(`${file} is no RSA key of 2048 bits or more, the only kind that browsers take.`, 2)
  }
}

function parse(file: string, pem: string) {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new CommandError(`${file} is no private key in PEM without a passphrase.`, 2, { cause })
  }
}
