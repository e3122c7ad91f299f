import type { IssuerKeys } from '@countersign/shared/protocol'
import { calculateJwkThumbprint, type JWK } from 'jose'
import type { Db } from '../db/connect.ts'
import { leaf } from '../log/leaf.ts'

/** Keeps, once each, the issuers' keys that tokens were judged with here, and logs when they were first seen. */
export type Witness = {
  readonly note: (keys: IssuerKeys) => Promise<void>
  /** The keys that a token of this issuer and key id may have been signed with. */
  readonly keysOf: (issuer: string, kid: string | undefined) => Promise<readonly WitnessedKey[]>
}

export type WitnessedKey = {
  readonly issuer: string
  readonly first_seen: number
  readonly jwk: Record<string, unknown>
}

export function makeWitness(db: Db, now: () => number): Witness {
  const noted = new WeakSet<JWK>()
  return {
    note: async (keys) => {
      for (const [issuer, { keys: published }] of Object.entries(keys)) {
        for (const jwk of published) {
          if (noted.has(jwk)) continue
          await keepKey(db, issuer, jwk, now())
          noted.add(jwk)
        }
      }
    },
    keysOf: (issuer, kid) => db<WitnessedKey[]>`
      SELECT issuer, first_seen, jwk FROM issuer_keys
      WHERE issuer = ${issuer} AND (${kid ?? null}::text IS NULL OR kid = ${kid ?? null})
      ORDER BY first_seen DESC LIMIT 20`,
  }
}

async function keepKey(db: Db, issuer: string, jwk: JWK, now: number): Promise<void> {
  const thumbprint = await thumbprintOf(jwk)
  if (thumbprint === undefined) return
  const kid = jwk.kid ?? null
  const relay = { issuer, thumbprint, ...(kid === null ? {} : { kid }) }
  const entry = leaf({ kind: 'key.seen', at: now, relay })
  await db`
    WITH kept AS (
      INSERT INTO issuer_keys (issuer, thumbprint, kid, jwk, first_seen)
      VALUES (${issuer}, ${thumbprint}, ${kid}, ${db.json(jwk as never)}, ${now})
      ON CONFLICT DO NOTHING
      RETURNING issuer
    )
    INSERT INTO entries (leaf) SELECT ${entry} FROM kept`
}

/** A key of a kind that no token here can be signed with has no thumbprint, and is not kept. */
function thumbprintOf(jwk: JWK): Promise<string | undefined> {
  return calculateJwkThumbprint(jwk).catch(() => undefined)
}
