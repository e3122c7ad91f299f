import webPush from 'web-push'
import type { Db } from '../db/connect.ts'
import type { Secret } from '../db/secret.ts'

/** The relay's identity towards push services (RFC 8292). */
export type Vapid = { readonly publicKey: string; readonly privateKey: string }

/** Made once, kept encrypted, the same for every node. */
export async function keptVapid(db: Db, secret: Secret): Promise<Vapid> {
  const fresh = secret.encrypt(Buffer.from(JSON.stringify(webPush.generateVAPIDKeys())))
  await db`INSERT INTO secrets (name, value) VALUES ('vapid', ${fresh}) ON CONFLICT (name) DO NOTHING`
  const [row] = await db<{ value: Buffer }[]>`SELECT value FROM secrets WHERE name = 'vapid'`
  if (row === undefined) throw new Error('The VAPID keys are gone.')
  return JSON.parse(secret.decrypt(row.value).toString())
}
